-- What is deployed where, by whom and how it went; and what happens when it does not work. Written by platform.deploy and platform.alert.

-- One row for each thing that somebody did to a workload. It is there before the cluster is asked, so what was begun and not finished is found again.
create table deployments (
    id uuid primary key,
    -- Full reference in lower case.
    component text not null,
    -- The owner when it was done, full reference in lower case; null where the component had none.
    owner text,
    environment text not null,
    is_production boolean not null,
    cluster text not null,
    namespace text not null,
    workload_kind text not null,
    workload text not null,
    container text,
    action text not null check (action in ('deploy', 'promote', 'rollback', 'restart', 'scale')),
    source text not null check (source in ('requested', 'observed')),
    image text,
    image_before text,
    replicas int,
    replicas_before int,
    from_environment text,
    -- The deployment that a rollback takes back, where it is known.
    takes_back uuid,
    started_by text,
    starter text not null check (starter in ('member', 'pipeline', 'other', 'unknown')),
    reason text,
    -- The commit that the image was made of, as the caller or an annotation says.
    commit_id text,
    commit_at timestamptz,
    status text not null check (status in ('pending', 'rolling', 'succeeded', 'failed', 'refused', 'superseded')),
    message text,
    -- The generation of the workload that has the change.
    generation bigint,
    requested_at timestamptz not null,
    applied_at timestamptz,
    deadline_at timestamptz,
    finished_at timestamptz,
    -- What tells a deployment that several replicas see apart from another one.
    observed_key text unique,
    -- Who works on it, and when it is to be looked at next.
    look_at timestamptz,
    leased_until timestamptz,
    fence bigint not null default 0,
    constraint deployments_finished check ((status in ('pending', 'rolling')) = (finished_at is null)),
    constraint deployments_looked_at check ((status in ('pending', 'rolling')) = (look_at is not null))
);

create index deployments_due on deployments (look_at) where look_at is not null;

create index deployments_newest on deployments (requested_at desc, id desc);

create index deployments_of_component on deployments (component, environment, requested_at desc, id desc);

create index deployments_of_owner on deployments (owner, requested_at desc, id desc);

-- Alerts as Alertmanager sends them. One that is sent again is the same row.
create table alerts (
    id uuid primary key,
    fingerprint text not null,
    starts_at timestamptz not null,
    ends_at timestamptz,
    status text not null check (status in ('firing', 'resolved')),
    name text not null,
    severity text,
    summary text,
    -- JSON objects of texts.
    labels text not null,
    annotations text not null,
    generator_url text,
    -- Whom it concerns, as far as the labels say; full references in lower case.
    component text,
    owner text,
    -- Whom it was told to: the owner, the platform team, or nobody.
    routed_to text not null check (routed_to in ('owner', 'platform', 'nobody')),
    route_note text,
    channel text,
    -- Who was on call for it: a full reference or the address of a schedule.
    on_call text,
    -- The group whose schedule that was.
    on_call_of text,
    received_at timestamptz not null,
    acknowledged_at timestamptz,
    acknowledged_by text,
    comment text,
    unique (fingerprint, starts_at)
);

create index alerts_newest on alerts (received_at desc, id desc);

create index alerts_of_component on alerts (component, received_at desc, id desc);

create index alerts_of_owner on alerts (owner, received_at desc, id desc);

-- Messages to channels: one for each alert that fires and one when it is over.
create table alert_deliveries (
    id bigint generated always as identity primary key,
    alert_id uuid not null references alerts (id) on delete cascade,
    event text not null check (event in ('firing', 'resolved')),
    channel text not null,
    status text not null check (status in ('pending', 'delivered', 'dead')),
    attempts int not null default 0,
    next_at timestamptz,
    leased_until timestamptz,
    fence bigint not null default 0,
    last_error text,
    done_at timestamptz,
    unique (alert_id, event),
    constraint alert_deliveries_next check ((status = 'pending') = (next_at is not null))
);

create index alert_deliveries_due on alert_deliveries (next_at) where next_at is not null;
