-- The public halves of the keys that sign this service's tokens. A private key never leaves the process that made it;
-- every replica publishes and trusts all rows that have not expired.
create table signing_key (
    kid text primary key,
    public_jwk text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
