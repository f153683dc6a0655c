-- The processes that process entities now, so that they notice when one with other processors has gone. Written by catalog.process.
create table processing_replicas (
    id uuid primary key,
    -- Of its processors and their rules.
    version text not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now()
);
