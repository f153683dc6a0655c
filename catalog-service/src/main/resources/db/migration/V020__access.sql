-- Tokens that users and services made for themselves. The token is shown once; here is what it is found by, and its hash.
create table access_token (
    id uuid primary key,
    name text not null,
    -- On whose behalf: the full reference of a user, or the subject of a service.
    subject text not null,
    is_user boolean not null,
    created_by text not null,
    -- The first characters, which are no secret.
    prefix text not null unique,
    -- SHA-256 of the whole token.
    hash bytea not null,
    -- What it is good for: a JSON array of permissions, and the criteria that entities must meet; null for any entity.
    permissions text not null,
    entities text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    last_used_at timestamptz
);

create index access_token_subject on access_token (subject, created_at);

create index access_token_expires_at on access_token (expires_at);

-- Who is signed in with an identity provider. The cookie has a random secret, of which the hash is here.
create table sign_in_session (
    id_hash bytea primary key,
    provider text not null,
    user_ref text not null,
    -- The provider's refresh token, encrypted; null where it gives none.
    refresh_token text,
    scope text not null,
    profile text not null,
    created_at timestamptz not null,
    used_at timestamptz not null,
    expires_at timestamptz not null
);

create index sign_in_session_expires_at on sign_in_session (expires_at);

-- The entities that something was done to, at most fifty, so that their owners can be shown it.
alter table audit_log add column entity_refs text[] not null default '{}';

create index audit_log_actor on audit_log (actor, id);

create index audit_log_action on audit_log (action, id);

create index audit_log_entity_refs on audit_log using gin (entity_refs);

-- What changes these tables leaves its row behind in the same transaction, whoever changes them; so nothing, background work included, can
-- change them without one. Who acts is in the row, or what the transaction says (set_config('buildrun.actor', …, true)).
create function audit_actor() returns text language sql stable as
    $$ select nullif(current_setting('buildrun.actor', true), '') $$;

-- The head of the change log moves once per change of the catalog, over all the rows of that change.
create function audit_catalog() returns trigger language plpgsql as $$
begin
    insert into audit_log (at, actor, action, what, outcome, reason, entity_refs)
    select
        now(),
        max(c.actor),
        case when max(c.cause) like 'provider:%' then 'provider.apply' else replace(max(c.cause), ':', '.') end,
        case when count(*) = 1 then max(c.entity_ref) else count(*) || ' entities' end,
        'succeeded',
        case when max(c.cause) like 'provider:%' then max(c.cause) end,
        (array_agg(c.entity_ref order by c.seq))[1:50]
    from change_log c
    where c.seq > old.seq and c.seq <= new.seq
    -- Registering a location need not change the catalog at once, so whoever does it writes the row.
    having count(*) > 0 and max(c.cause) not like 'location:%';
    return null;
end $$;

create trigger audit_catalog after update of seq on change_log_head
    for each row when (new.seq > old.seq) execute function audit_catalog();

create function audit_task() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into audit_log (at, actor, action, what, outcome)
        values (now(), new.created_by, 'task.create', 'task:' || new.id, 'succeeded');
    elsif new.cancel_requested and not old.cancel_requested then
        insert into audit_log (at, actor, action, what, outcome)
        values (now(), audit_actor(), 'task.cancel', 'task:' || new.id, 'succeeded');
    elsif new.status is distinct from old.status and new.status in ('completed', 'failed') then
        insert into audit_log (at, actor, action, what, outcome)
        values (now(), audit_actor(), 'task.end', 'task:' || new.id,
            case new.status when 'completed' then 'succeeded' else 'failed' end);
    elsif new.status = 'open' and old.status in ('completed', 'failed') then
        insert into audit_log (at, actor, action, what, outcome)
        values (now(), audit_actor(), 'task.retry', 'task:' || new.id, 'succeeded');
    end if;
    return null;
end $$;

create trigger audit_task after insert or update of status, cancel_requested on tasks
    for each row execute function audit_task();

create function audit_rollback() returns trigger language plpgsql as $$
begin
    if new.status = 'requested' and (tg_op = 'INSERT' or old.status in ('done', 'given_up')) then
        insert into audit_log (at, actor, action, what, outcome)
        values (now(), new.requested_by, 'task.rollback', 'task:' || new.task_id, 'succeeded');
    elsif tg_op = 'UPDATE' and new.status is distinct from old.status and new.status in ('done', 'given_up') then
        insert into audit_log (at, actor, action, what, outcome)
        values (now(), null, 'task.rollback-end', 'task:' || new.task_id,
            case new.status when 'done' then 'succeeded' else 'failed' end);
    end if;
    return null;
end $$;

create trigger audit_rollback after insert or update of status on task_rollbacks
    for each row execute function audit_rollback();

create function audit_webhook() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into audit_log (at, actor, action, what, outcome)
        values (now(), new.created_by, 'webhook.create', 'webhook:' || new.id, 'succeeded');
        return null;
    end if;
    insert into audit_log (at, actor, action, what, outcome)
    values (now(), audit_actor(), case tg_op when 'DELETE' then 'webhook.delete' else 'webhook.update' end,
        'webhook:' || old.id, 'succeeded');
    return null;
end $$;

create trigger audit_webhook after insert or delete on webhooks
    for each row execute function audit_webhook();

create trigger audit_webhook_update after update on webhooks
    for each row
    when ((new.url, new.description, new.filters, new.types, new.with_body, new.mode, new.secret, new.enabled)
        is distinct from (old.url, old.description, old.filters, old.types, old.with_body, old.mode, old.secret, old.enabled))
    execute function audit_webhook();

create function audit_setting() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        insert into audit_log (at, actor, action, what, outcome)
        values (now(), old.user_entity_ref, 'setting.delete', 'setting:' || old.bucket || '/' || old.key, 'succeeded');
    else
        insert into audit_log (at, actor, action, what, outcome)
        values (now(), new.user_entity_ref, 'setting.write', 'setting:' || new.bucket || '/' || new.key, 'succeeded');
    end if;
    return null;
end $$;

create trigger audit_setting after insert or update or delete on user_settings
    for each row execute function audit_setting();
