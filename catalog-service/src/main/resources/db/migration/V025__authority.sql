-- What a provider says is a change though nothing of it shows before it has been processed. Where something shows at once, since it was taken
-- back, the change of the catalog has left its row already; so this looks when the transaction ends.
create function audit_provider() returns trigger language plpgsql as $$
begin
    if not exists (
        select from (
            select a.xmin as tx from audit_log a where a.action = 'provider.apply' order by a.id desc limit 200
        ) newest
        where newest.tx = pg_current_xact_id()::xid)
    then
        insert into audit_log (at, actor, action, what, outcome)
        values (now(), new.actor, 'provider.apply', 'provider:' || new.source_key, 'succeeded');
    end if;
    return null;
end $$;

create constraint trigger audit_provider after update of version on refresh_sources
    deferrable initially deferred
    for each row when (new.version > old.version) execute function audit_provider();
