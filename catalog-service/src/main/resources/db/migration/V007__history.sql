-- How far back the change log reaches. Written by catalog.log.RetentionStore.

create table change_log_kept (
    only_row boolean primary key default true check (only_row),
    -- Every row after this position is there; of those up to it, only what the history keeps.
    log_floor bigint not null,
    -- Up to this position, which is never above the other one, only the newest row of each entity is there.
    history_floor bigint not null,
    -- The time of that position; null while everything is there.
    history_since timestamptz
);

insert into change_log_kept (log_floor, history_floor, history_since)
select first.seq - 1, first.seq - 1, case when first.seq > 1 then first.at end
from (
    select coalesce(min(seq), (select seq + 1 from change_log_head)) as seq, coalesce(min(at), now()) as at
    from change_log
) as first;

alter table change_log
    -- Older rows of the same entity were there once and are not kept, since there were too many.
    add column cut boolean not null default false,
    -- When the row was written, under the lock of the head: so times have the order of the positions. That of the transaction's
    -- begin has not.
    alter column at set default statement_timestamp();
