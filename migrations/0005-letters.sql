-- Links that a letter carries: to choose another password, or to prove that an address is one's own. Each serves once.
alter table account add column verified_at bigint;
create table letter_link (
  token_hash bytea primary key,
  account text not null references account on delete cascade,
  purpose text not null check (purpose in ('password', 'address')),
  expires_at bigint not null
);
create index letter_link_account on letter_link (account, purpose);
