-- A second thing to have beside the password: an application that shows codes, whose secret only the server's own key opens, and codes on
-- paper for the day it is lost. A code serves once: the last step of time that let someone in is kept.
create table second_factor (
  account text primary key references account on delete cascade,
  secret bytea not null,
  last_step bigint not null,
  failed integer not null default 0,
  failed_at bigint not null default 0,
  at bigint not null
);
create table recovery_code (
  account text not null references second_factor on delete cascade,
  hash bytea not null,
  used_at bigint,
  primary key (account, hash)
);

-- Whoever has given the right password and not yet the code: no session.
create table half_entry (
  token_hash bytea primary key,
  account text not null references account on delete cascade,
  expires_at bigint not null
);

-- When the person of a session last proved who they are: what protects an account is not changed by whoever finds a screen open.
alter table session add column proven_at bigint not null default 0;
