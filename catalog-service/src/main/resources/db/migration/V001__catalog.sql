-- The catalog. Names are Backstage's where it has the same table.

-- What the sources say. One row per entity, whether or not it was ever processed with success. Written by catalog.intake.
create table refresh_state (
    entity_id uuid primary key,
    entity_ref text not null unique,
    unprocessed_entity text not null,
    unprocessed_hash text not null,
    -- Who may declare this entity; null gives way to anybody.
    location_key text,
    -- Of the last outcome; empty when the next one must not be taken for a repetition.
    result_hash text not null default '',
    -- The version of the processors that gave it; another version makes every row due.
    processed_by text not null default '',
    -- What the processors remember.
    cache text not null default '{}',
    errors text not null default '[]',
    -- Somebody waits for it: a lane of its own.
    urgent boolean not null default false,
    -- Due from then on. A claim moves it to the end of its lease, success to infinity or to the next look outside.
    next_update_at timestamptz not null default now(),
    -- The token of the one that may store an outcome; null while nobody may.
    claim bigint,
    -- Since when nothing refers to it.
    orphaned_at timestamptz
);

create index refresh_state_due on refresh_state (urgent, next_update_at);

create index refresh_state_orphans on refresh_state (orphaned_at) where orphaned_at is not null;

create sequence refresh_state_claims;

-- Who declares an entity: providers (source_key) and other entities that lead to it. Without any, it is an orphan.
create table refresh_state_references (
    id bigint generated always as identity primary key,
    source_key text,
    source_entity_ref text references refresh_state (entity_ref) on delete cascade,
    target_entity_ref text not null references refresh_state (entity_ref) on delete cascade,
    constraint refresh_state_references_one_source check (num_nonnulls(source_key, source_entity_ref) = 1)
);

create unique index refresh_state_references_source_key on refresh_state_references (source_key, target_entity_ref)
where source_key is not null;

create unique index refresh_state_references_source_entity on refresh_state_references (source_entity_ref, target_entity_ref)
where source_entity_ref is not null;

create index refresh_state_references_target on refresh_state_references (target_entity_ref);

-- Entities that were refused one of theirs because another source has it; they are due when it goes.
create table refresh_state_conflicts (
    source_entity_ref text not null references refresh_state (entity_ref) on delete cascade,
    target_entity_ref text not null,
    primary key (source_entity_ref, target_entity_ref)
);

create index refresh_state_conflicts_target on refresh_state_conflicts (target_entity_ref);

-- What an entity was made from, for instance url:https://…; when that changes, the entity is due.
create table refresh_keys (
    entity_id uuid not null references refresh_state (entity_id) on delete cascade,
    key text not null,
    primary key (entity_id, key)
);

create index refresh_keys_key on refresh_keys (key);

-- The last good result for each entity. Written by catalog.log, as is all that follows. Deletion does not cascade to here, so
-- that no entity can vanish without a row in the log.
create table final_entities (
    entity_id uuid primary key references refresh_state (entity_id),
    entity_ref text not null unique,
    body text not null,
    body_hash text not null
);

-- Edges, stored once, with the entity that states them, which is one end.
create table relations (
    originating_entity_id uuid not null references final_entities (entity_id) on delete cascade,
    source_entity_ref text not null,
    type text not null,
    target_entity_ref text not null
);

create index relations_originating on relations (originating_entity_id);

-- Every change, one row per entity, with all that the entity was from then on.
create table change_log (
    seq bigint primary key,
    -- Equal for the rows of one transaction.
    tx bigint not null default (pg_current_xact_id()::text)::bigint,
    entity_id uuid not null,
    entity_ref text not null,
    what text not null check (what in ('changed', 'removed')),
    body text,
    body_hash text,
    errors text,
    relations text,
    parents text[],
    orphan boolean,
    cause text not null,
    actor text,
    at timestamptz not null default now(),
    constraint change_log_whole check (what = 'removed' or num_nulls(body, body_hash, errors, relations, parents, orphan) = 0)
);

create index change_log_entity on change_log (entity_ref, seq);

create index change_log_at on change_log (at);

-- The number of the newest row. Who appends locks this row until its commit; so numbers have no gaps, and become visible in
-- their order.
create table change_log_head (
    only_row boolean primary key default true check (only_row),
    seq bigint not null
);

insert into change_log_head (seq) values (0);

-- The locations that somebody registered. Written by catalog.location.
create table locations (
    id uuid primary key,
    type text not null,
    target text not null,
    entity_ref text not null,
    created_at timestamptz not null default now()
);

-- By digest, since a URL may be longer than an index entry.
create unique index locations_type_target on locations (type, md5(target));
