-- Keys that a device or a key ring keeps, and that only the place they were made for can ask: they stand for the password and the code.
create table passkey (
  id text primary key,
  account text not null references account on delete cascade,
  name text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  at bigint not null,
  used_at bigint
);
create index passkey_account on passkey (account);

-- What has been signed once, until it would be too old anyway.
create table passkey_answer (
  challenge_hash bytea primary key,
  expires_at bigint not null
);
