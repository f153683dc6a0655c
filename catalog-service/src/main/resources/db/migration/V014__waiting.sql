-- Tasks that wait for a person or another program. Such a task stays in processing, but no run has it: it counts for no limit, and no
-- lease of it runs out.

alter table tasks add column parked_at timestamptz;

-- The step that waits, or waited when the task was taken up again; its beginning is not told twice.
alter table tasks add column suspended_at text;

alter table tasks drop constraint tasks_claimed_while_processing;

alter table tasks add constraint tasks_claimed_while_processing
    check ((status = 'processing' and parked_at is null) = (num_nulls(claim, lease_until, run_until) = 0));

alter table tasks add constraint tasks_parked_while_processing check (parked_at is null or status = 'processing');

-- What tasks have asked, and the answers. Written under the lock of the task's row.
create table task_waits (
    id uuid primary key,
    task_id uuid not null references tasks (id) on delete cascade,
    step_id text not null,
    -- The key of the item in a step with each; empty in a step without.
    iteration text not null,
    -- False for those of an earlier attempt at the task, which is to ask anew.
    is_current boolean not null default true,
    kind text not null check (kind in ('approval', 'callback')),
    status text not null default 'pending'
        check (status in ('pending', 'approved', 'denied', 'called', 'expired', 'withdrawn')),
    message text not null,
    approvers text[] not null default '{}',
    owners_of text[] not null default '{}',
    self_approval boolean not null default false,
    -- SHA-256 of what an address ends with.
    token_hash bytea unique,
    -- The same in full, with the secret of the signature: encrypted; gone when the wait is over.
    sealed bytea,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    remind_every_seconds bigint,
    remind_at timestamptz,
    decided_at timestamptz,
    decided_by text,
    comment text,
    -- JSON; gone when the task ends.
    payload text,
    constraint task_waits_decided check ((status = 'pending') = (decided_at is null))
);

create unique index task_waits_current on task_waits (task_id, step_id, iteration) where is_current;

create index task_waits_due on task_waits (least(expires_at, remind_at)) where status = 'pending';

create index task_waits_open_approvals on task_waits (asked_at, id) where status = 'pending' and kind = 'approval';

-- Who did what to what, and how it went. A row is written in the transaction of what it tells.
create table audit_log (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    -- A full entity reference or the subject of a token; null for the service itself.
    actor text,
    action text not null,
    what text not null,
    outcome text not null check (outcome in ('succeeded', 'refused', 'failed')),
    reason text
);

create index audit_log_at on audit_log (at);

create index audit_log_what on audit_log (what, id);
