-- An entity that has lost one of those who lead to it, while others still do. Those may themselves be reached by nothing but this
-- entity: Locations in a ring. The sweep for orphans walks up from here and says what it is.
alter table refresh_state add column reach_in_doubt boolean not null default false;

create index refresh_state_reach_in_doubt on refresh_state (entity_ref) where reach_in_doubt;
