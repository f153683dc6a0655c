-- What people are to be told by the notifications backend of another Backstage, until it has taken it.
create table outgoing_notices (
    id bigint generated always as identity primary key,
    -- JSON, as POST /notifications takes it.
    body text not null,
    attempts integer not null default 0,
    created_at timestamptz not null,
    due_at timestamptz not null
);

create index outgoing_notices_due on outgoing_notices (due_at, id);
