-- Who is told of changes by HTTP, and how that goes. Written by catalog.webhook.

create table webhooks (
    id uuid primary key,
    url text not null,
    description text not null,
    -- As the filter parameters of the catalog; none means everything.
    filters text[] not null,
    -- Short names of events; none means all.
    types text[] not null,
    with_body boolean not null,
    mode text not null check (mode in ('structured', 'binary')),
    -- Encrypted, bound to the id.
    secret bytea not null,
    enabled boolean not null,
    created_by text not null,
    created_by_user boolean not null,
    created_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    -- Everything up to here is delivered, a dead letter, or not wanted.
    position bigint not null,
    -- What was lost to it; to be told before anything else, and then it goes on from here.
    relist_to bigint,
    -- Of the event that comes next.
    attempts int not null default 0,
    retry_at timestamptz,
    dead_in_a_row int not null default 0,
    failing_since timestamptz,
    last_error text,
    succeeded_at timestamptz,
    paused_at timestamptz,
    paused_why text,
    -- Attempts ever made.
    deliveries bigint not null default 0,
    -- Grows with each lease and each change from outside; whoever writes with an older one has lost the lease.
    fence bigint not null default 0,
    leased_until timestamptz
);

-- The newest attempts of each webhook; older ones are deleted when others come.
create table webhook_deliveries (
    webhook_id uuid not null references webhooks (id) on delete cascade,
    number bigint not null,
    message_id text not null,
    type text not null,
    subject text,
    position bigint not null,
    attempt int not null,
    at timestamptz not null default now(),
    -- Null where there was no answer.
    status int,
    millis bigint not null,
    error text,
    primary key (webhook_id, number)
);

-- Events that could not be delivered, whole, since the log may have forgotten them when somebody looks.
create table webhook_dead_letters (
    webhook_id uuid not null references webhooks (id) on delete cascade,
    position bigint not null,
    message_id text not null,
    type text not null,
    subject text,
    event text not null,
    attempts int not null,
    error text not null,
    at timestamptz not null default now(),
    primary key (webhook_id, position)
);
