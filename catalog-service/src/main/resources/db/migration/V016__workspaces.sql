-- Workspaces, bindings, break-glass grants and transfers: what the platform does on clusters is intended here before it is done there.

-- Which namespace belongs to whom. A row is a reservation from its beginning, since a namespace can't be renamed.
create table platform_workspaces (
    -- The component; the group where a team has one namespace for all.
    subject_ref text not null,
    environment text not null,
    namespace text not null unique check (length(namespace) between 1 and 63),
    -- Null where the environment has no cluster: then the objects are only planned.
    cluster text,
    reserved_at timestamptz not null,
    -- The task or the caller that asked for it.
    reserved_by text not null,
    -- When somebody asked for it to be on the cluster, and when it was there.
    intended_at timestamptz,
    ensured_at timestamptz,
    -- Of the namespace, so that another of the same name is not taken for it.
    uid text,
    -- Of the objects that were applied last: while it is that of what is wanted, whatever differs was changed by others.
    applied_hash text,
    -- What the last look at the cluster found: JSON, with its time.
    report text,
    reported_at timestamptz,
    primary key (subject_ref, environment)
);

create index platform_workspaces_cluster on platform_workspaces (cluster) where intended_at is not null;

-- One replica at a time looks after a cluster.
create table platform_cluster_leases (
    cluster text primary key,
    holder uuid not null,
    lease_until timestamptz not null
);

create table platform_bindings (
    component_ref text not null,
    environment text not null,
    -- Of the directory below $SERVICE_BINDING_ROOT.
    name text not null,
    offering_ref text not null,
    instance_ref text,
    plan text not null,
    provisioner text not null check (provisioner in ('secret', 'template', 'crossplane')),
    namespace text not null,
    cluster text,
    secret_name text not null,
    -- The objects that were applied for it: JSON.
    objects text not null,
    status text not null check (status in ('planned', 'requested', 'ready', 'failed', 'unbinding')),
    message text,
    -- The task (task:<id>) or the caller that asked first.
    requested_by text not null,
    -- The step that is parked until it is ready; null where none is.
    waiting_task uuid,
    waiting_step text,
    waiting_iteration text,
    requested_at timestamptz not null,
    -- When the objects were seen to be on the cluster.
    applied_at timestamptz,
    ready_at timestamptz,
    primary key (component_ref, environment, name)
);

create index platform_bindings_open on platform_bindings (requested_at)
    where status in ('requested', 'unbinding') or waiting_task is not null;

create table platform_break_glass (
    id uuid primary key,
    component_ref text not null,
    environment text not null,
    namespace text not null,
    cluster text not null,
    -- The Kubernetes group that gets the rights.
    grantee text not null,
    requested_by text not null,
    reason text not null,
    starts_at timestamptz not null,
    expires_at timestamptz not null,
    -- When the role binding was seen to be on the cluster.
    applied_at timestamptz,
    ended_at timestamptz,
    -- Null where the time ran out.
    ended_by text,
    -- When the role binding was seen to be gone.
    removed_at timestamptz,
    constraint platform_break_glass_time check (expires_at > starts_at and expires_at <= starts_at + interval '4 hours'),
    constraint platform_break_glass_removed check (removed_at is null or ended_at is not null)
);

create index platform_break_glass_open on platform_break_glass (expires_at) where removed_at is null;

create index platform_break_glass_component on platform_break_glass (component_ref, starts_at);

create table platform_transfers (
    id uuid primary key,
    component_ref text not null,
    from_owner text not null,
    to_owner text not null,
    reason text not null,
    status text not null check (status in ('proposed', 'accepted', 'declined', 'withdrawn', 'done')),
    requested_by text not null,
    requested_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    -- When the catalog showed the new owner.
    done_at timestamptz,
    constraint platform_transfers_owners check (from_owner <> to_owner),
    constraint platform_transfers_done check ((status = 'done') = (done_at is not null))
);

-- One at a time.
create unique index platform_transfers_open on platform_transfers (component_ref) where status in ('proposed', 'accepted');
