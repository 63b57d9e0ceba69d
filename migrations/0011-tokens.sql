-- What a program that somebody signed in with holds instead of a cookie: its session is one of theirs, and when it ends nothing of this
-- serves any more. A refresh token that has served is kept, so that whoever brings it again is noticed.
create table bearer_token (
  token_hash bytea primary key,
  session text not null references session on delete cascade,
  kind text not null check (kind in ('access', 'refresh')),
  expires_at bigint not null,
  used_at bigint
);
create index bearer_token_session on bearer_token (session);

-- What somebody gives to a program of their own: it does what it was made for, until a day.
create table personal_token (
  token_hash bytea primary key,
  id text not null unique,
  account text not null references account on delete cascade,
  workspace text not null references workspace,
  name text not null,
  scope text not null check (scope in ('read', 'write')),
  at bigint not null,
  expires_at bigint not null,
  used_at bigint
);
create index personal_token_account on personal_token (account);
