-- What it takes to say why an entity is there, or is not. Written by catalog.intake, as are all tables that begin with refresh_.

alter table refresh_state
    -- When what the source says of it last changed.
    add column declared_at timestamptz not null default now(),
    -- When an outcome was last stored, a bad one too; null before the first.
    add column processed_at timestamptz;

-- The few that cannot be processed, which whoever misses an entity looks through.
create index refresh_state_failed on refresh_state (entity_ref) where errors <> '[]';

-- Under which key the entity was refused, and when that was last so.
alter table refresh_state_conflicts
    add column location_key text,
    add column refused_at timestamptz not null default now();

-- What became of the mutations of each provider.
create table refresh_sources (
    source_key text primary key,
    -- Grows with each mutation that changes something, so that a writer can tell whether another one came between.
    version bigint not null default 0,
    connected_at timestamptz,
    succeeded_at timestamptz,
    changed_at timestamptz,
    -- Of the last mutation that was taken.
    added int not null default 0,
    changed int not null default 0,
    removed int not null default 0,
    unchanged int not null default 0,
    actor text,
    failed_at timestamptz,
    error text
);

-- Entities that a provider declared and was refused because another source has them; a bounded number of each provider.
create table refresh_source_conflicts (
    source_key text not null references refresh_sources (source_key) on delete cascade,
    target_entity_ref text not null,
    location_key text,
    refused_at timestamptz not null default now(),
    primary key (source_key, target_entity_ref)
);

create index refresh_source_conflicts_target on refresh_source_conflicts (target_entity_ref);
