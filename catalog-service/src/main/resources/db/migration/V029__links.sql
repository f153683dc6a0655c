-- The addresses that rules ask about, and whether somebody answered there when this service last looked. Written by platform.link.
create table platform_links (
    url text primary key,
    -- Null as long as nobody has looked.
    outcome text check (outcome in ('answers', 'fails', 'unknown')),
    -- Why it fails or is unknown.
    reason text,
    checked_at timestamptz,
    -- Looks in a row that found nobody.
    failures int not null default 0,
    due_at timestamptz not null,
    -- While a replica looks.
    leased_until timestamptz
);

create index platform_links_due on platform_links (due_at);

-- Which results say something of an address.
alter table conformance_components add column links text[] not null default '{}';

create index conformance_components_links on conformance_components using gin (links);
