-- The platform: contracts in force, which component is the platform, waivers, and how services conform. Written by platform.*.

-- The versions of the platform contract that are in force. The catalog takes any change of an entity; here is what was accepted of it, so
-- that a contract that services rely on cannot be tightened by a push.
create table platform_contracts (
    version text primary key,
    entity_ref text not null,
    -- The document in force.
    definition text not null,
    stage text not null,
    accepted_at timestamptz not null,
    -- Of the change log; what the catalog says since.
    position bigint not null,
    -- What the catalog says now, where that was not accepted, and why not.
    refused_definition text,
    refused_problems text[] not null default '{}',
    refused_at timestamptz,
    -- Since when the catalog has no such entity any more, or says that it is removed; null while it does.
    removed_at timestamptz,
    constraint platform_contracts_refused check ((refused_definition is null) = (refused_at is null))
);

-- The components whose owners are platform teams, the one that was first before those that came later.
create table platform_platforms (
    component_ref text primary key,
    accepted_at timestamptz not null,
    position bigint not null
);

create table platform_waivers (
    id uuid primary key,
    -- The Resource that it comes from; null for one that was asked for here.
    entity_ref text,
    component_ref text not null,
    rule text not null,
    reason text not null,
    ticket text,
    status text not null check (status in ('requested', 'approved', 'denied', 'withdrawn', 'lapsed')),
    requested_by text not null,
    requested_at timestamptz not null,
    expires_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    comment text,
    -- How often the same rule of the same component was waived before.
    renewals int not null default 0,
    -- The next reminder; null when there is none left.
    remind_at timestamptz,
    unique (entity_ref, component_ref)
);

create index platform_waivers_component on platform_waivers (component_ref, rule);

create index platform_waivers_open on platform_waivers (expires_at) where status in ('requested', 'approved');

create index platform_waivers_remind on platform_waivers (remind_at) where remind_at is not null;

create index platform_waivers_listed on platform_waivers (requested_at, id);

-- What people should hear of; the same thing is told once, whoever of the replicas noticed it.
create table platform_events (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    type text not null,
    -- What it is about, a full entity reference.
    subject text not null,
    -- Whom it concerns, the full reference of a group; null for everybody.
    audience text,
    -- JSON.
    data text not null,
    key text not null unique
);

create index platform_events_at on platform_events (at);

-- How far the conformance follows the change log, and who does. One row.
create table conformance_cursor (
    id smallint primary key default 1 check (id = 1),
    position bigint not null default 0,
    -- Hash of everything that a result depends on besides the component: contracts in force, and how the rules are worked out.
    terms text not null default '',
    -- Grows with each lease; whoever writes with an older one has lost it.
    fence bigint not null default 0,
    holder text,
    leased_until timestamptz
);

insert into conformance_cursor default values;

-- The components that rules apply to, and what their results were worked out from.
create table conformance_components (
    component_ref text primary key,
    owner text not null,
    -- Versions of the contracts that it is held against.
    contracts text[] not null,
    -- Full references of the entities that were looked at.
    inputs text[] not null,
    computed_at timestamptz not null
);

-- What is to be worked out anew, and when: at once, or at the moment at which a waiver ends.
create table conformance_due (
    component_ref text primary key,
    due_at timestamptz not null
);

create index conformance_due_at on conformance_due (due_at);

-- The newest result of each rule.
create table conformance_results (
    component_ref text not null,
    contract text not null,
    rule text not null,
    -- Empty for a rule that does not look at environments.
    environment text not null,
    owner text not null,
    severity text not null,
    result text not null check (result in ('pass', 'fail', 'waived', 'unknown')),
    message text not null,
    fix text,
    -- Why it is not known, or what a waived one would be.
    reason text,
    waived_until timestamptz,
    since timestamptz not null,
    primary key (component_ref, contract, rule, environment)
);

create index conformance_results_listed on conformance_results (owner, rule, result);

create index conformance_results_rule on conformance_results (rule, result, component_ref);

-- Results that became others.
create table conformance_changes (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    component_ref text not null,
    contract text not null,
    rule text not null,
    environment text not null,
    owner text not null,
    -- Null for a result that was not there before, or is there no more.
    before text,
    after text,
    reason text
);

create index conformance_changes_component on conformance_changes (component_ref, id);

create index conformance_changes_at on conformance_changes (at);

-- How many results a rule had of each kind in the components of an owner at the end of a day. A day without a change has no row.
create table conformance_days (
    day date not null,
    rule text not null,
    owner text not null,
    passed int not null,
    failed int not null,
    waived int not null,
    unknown int not null,
    primary key (day, rule, owner)
);
