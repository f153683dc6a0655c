-- What the portal remembers for a signed-in user: starred entities, theme, language. The value is JSON text as it came,
-- which jsonb would not keep (order, numbers, escaped zero characters).
create table user_settings (
    user_entity_ref text not null,
    bucket text not null,
    key text not null,
    value text not null,
    updated_at timestamptz not null,
    primary key (user_entity_ref, bucket, key)
);
