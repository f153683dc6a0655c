-- For many entities at once.

-- A random uid that begins with the time, in milliseconds (version 7 of RFC 9562), so that new rows are neighbours in every index by uid:
-- a million of them would otherwise each touch another page.
create function new_entity_id() returns uuid language sql volatile parallel safe
return encode(
    set_bit(
        set_bit(
            overlay(
                uuid_send(gen_random_uuid())
                placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
                from 1 for 6),
            52, 1),
        53, 1),
    'hex')::uuid;

-- Only what is or will be due, which in a catalog at rest is little.
drop index refresh_state_due;

create index refresh_state_due on refresh_state (urgent, next_update_at) where next_update_at < 'infinity';

-- Nobody looks a reference up by its number, so there is one index less to write.
alter table refresh_state_references drop constraint refresh_state_references_pkey;

-- The edges that an entity states are written and read as a whole, so they are one value beside its body: a sorted list of [type, source,
-- target]. A row for each cost more than all the rest of an entity.
alter table final_entities add column relations text not null default '[]';

update final_entities set relations = coalesce(
    (
        select json_agg(
            json_build_array(type, source_entity_ref, target_entity_ref)
            order by type collate "C", source_entity_ref collate "C", target_entity_ref collate "C")::text
        from relations where originating_entity_id = entity_id),
    '[]');

drop table relations;

-- For those who look by hand.
create view relations as
select entity_id as originating_entity_id, edge ->> 1 as source_entity_ref, edge ->> 0 as type, edge ->> 2 as target_entity_ref
from final_entities cross join lateral json_array_elements(relations::json) as edge;

-- Longer values are compressed, and lz4 takes a fraction of the time that the older method does. Not every server has it.
do $$
begin
    if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)) then
        alter table refresh_state alter column unprocessed_entity set compression lz4;
        alter table final_entities alter column body set compression lz4, alter column relations set compression lz4;
        alter table change_log alter column body set compression lz4, alter column relations set compression lz4;
    end if;
end
$$;
