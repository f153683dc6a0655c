-- The scaffolder's tasks. Names are Backstage's where it has the same table. All of it is written by scaffolder.task, which
-- locks a task's row before it writes anything that hangs on it.

create sequence task_claims;

create table tasks (
    id uuid primary key,
    -- Frozen when the task was created.
    spec text not null,
    status text not null check (status in ('open', 'processing', 'completed', 'failed')),
    created_by text,
    created_at timestamptz not null,
    last_heartbeat_at timestamptz,
    -- Encrypted; gone when the task ends or is cancelled.
    secrets bytea,
    -- What the steps left: {"steps": {<id>: <output>}, "checkpoints": {<key>: <entry>}}.
    state text not null default '{}',
    -- The token of the one run that may write. It never comes again, so that a run that was given up is known by its old one.
    claim bigint unique,
    -- From then on the run is taken for dead.
    lease_until timestamptz,
    -- From then on it has lasted too long, resumptions included.
    run_until timestamptz,
    -- How often a run of it was taken for dead.
    interruptions int not null default 0,
    cancel_requested boolean not null default false,
    constraint tasks_claimed_while_processing check ((status = 'processing') = (num_nulls(claim, lease_until, run_until) = 0))
);

create index tasks_open on tasks (created_at) where status = 'open';

create index tasks_processing on tasks (lease_until) where status = 'processing';

create index tasks_created_at on tasks (created_at);

create index tasks_created_by on tasks (created_by, created_at);

-- Within one task, ids become visible in their order, because whoever writes holds the task's row.
create table task_events (
    id bigint generated always as identity primary key,
    task_id uuid not null references tasks (id) on delete cascade,
    event_type text not null check (event_type in ('log', 'completion', 'cancelled', 'recovered')),
    body text not null,
    created_at timestamptz not null
);

create index task_events_task_id on task_events (task_id, id);

-- What a task does to the world outside: a row before the attempt, its result after.
create table task_effects (
    task_id uuid not null references tasks (id) on delete cascade,
    kind text not null,
    key text not null,
    detail text not null,
    -- Null as long as the effect is only intended.
    result text,
    intended_at timestamptz not null,
    confirmed_at timestamptz,
    primary key (task_id, kind, key),
    constraint task_effects_confirmed check ((result is null) = (confirmed_at is null))
);

-- The workspace as it was after the last finished step, packed, in parts; only while the task has not ended.
create table task_workspaces (
    task_id uuid not null references tasks (id) on delete cascade,
    part int not null,
    content bytea not null,
    primary key (task_id, part)
);
