-- Who somebody is at a provider of identities: the provider and its own name for them, never an address, which passes from one person to
-- another. `caption` is what the provider called them last, for their owner to recognise.
create table identity (
  issuer text not null,
  subject text not null,
  account text not null references account on delete cascade,
  caption text not null,
  at bigint not null,
  used_at bigint,
  primary key (issuer, subject),
  unique (account, issuer)
);
create trigger audited after insert or delete on identity
  for each row execute function audit_protection('identityLinked', 'identityUnlinked');
