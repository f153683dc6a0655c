-- What people were told, and what they did with it. A row for each user who was told; one without a user for everybody.
create table notifications (
    id uuid primary key,
    -- In lower case; null for everybody.
    user_entity_ref text,
    -- Who tells: the subject of a token or a part of the service, such as plugin:scaffolder.
    origin text not null,
    title text not null,
    description text,
    link text,
    severity text not null check (severity in ('critical', 'high', 'normal', 'low')),
    topic text,
    -- What is told again under the same scope takes the place of what was told before.
    scope text,
    icon text,
    -- JSON as it came.
    metadata text,
    created_at timestamptz not null,
    updated_at timestamptz,
    -- Of one user's; of everybody's, each user has a row of their own below.
    read_at timestamptz,
    saved_at timestamptz,
    constraint notifications_of_everybody check (user_entity_ref is not null or num_nonnulls(read_at, saved_at) = 0)
);

create index notifications_user on notifications (user_entity_ref, created_at desc, id);

create unique index notifications_scope on notifications (coalesce(user_entity_ref, ''), origin, scope) where scope is not null;

create index notifications_age on notifications (coalesce(updated_at, created_at));

create table broadcast_states (
    notification_id uuid not null references notifications (id) on delete cascade,
    user_entity_ref text not null,
    read_at timestamptz,
    saved_at timestamptz,
    primary key (notification_id, user_entity_ref)
);

-- What a user does not want to be told, or does.
create table notification_settings (
    user_entity_ref text not null,
    channel text not null,
    origin text not null,
    -- Empty for the origin as a whole.
    topic text not null,
    enabled boolean not null,
    primary key (user_entity_ref, channel, origin, topic)
);
