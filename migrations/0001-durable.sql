-- What a rebuild can never give back: documents and their log, facts, history, claims, accounts, answers to commands, files.
-- Times are milliseconds since 1970, stamped by the server; a device's own time is testimony beside it.

create table workspace (
  id text primary key,
  name text not null,
  currency text not null,
  time_zone text not null,
  locale text not null default 'fr',
  at bigint not null
);

-- The counter of a workspace's feed. Its row is locked last and until the commit, so that positions follow the order of commits.
create table feed (
  workspace text primary key references workspace,
  position bigint not null default 0
) with (fillfactor = 50);

create table account (
  id text primary key,
  email text not null unique check (email = lower(email)),
  password text not null,
  at bigint not null
);

-- Who an account is in a workspace.
create table seat (
  account text not null references account,
  workspace text not null references workspace,
  person text not null,
  primary key (account, workspace),
  unique (workspace, person)
);

create table session (
  id text primary key,
  secret_hash bytea not null,
  account text not null references account,
  workspace text not null references workspace,
  at bigint not null,
  seen_at bigint not null
);
create index session_account on session (account);

create table invitation (
  token_hash bytea primary key,
  id text not null unique,
  workspace text not null references workspace,
  space text not null,
  role text not null,
  by text not null,
  at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  used_by text
);

create table document (
  id bigint generated always as identity primary key,
  name text not null unique,
  workspace text not null references workspace,
  space text not null,
  sort text not null check (sort in ('plan', 'text')),
  sequence bigint not null default 0,
  position bigint not null default 0
) with (fillfactor = 70);
create index document_feed on document (workspace, position);
create index document_space on document (workspace, space);

-- Its own table, so that appending never waits for the projector.
create table projection (
  document bigint primary key references document,
  sequence bigint not null default 0
) with (fillfactor = 70);

-- The last two states of a document; the log is kept from the older one on, so that a damaged snapshot loses nothing.
create table snapshot (
  document bigint not null references document,
  sequence bigint not null,
  state bytea not null,
  crc bigint not null,
  at bigint not null,
  primary key (document, sequence)
);
alter table snapshot alter column state set storage external;

create table update_log (
  document bigint not null references document,
  sequence bigint not null,
  update bytea not null,
  crc bigint not null,
  person text not null,
  device_at bigint,
  at bigint not null,
  primary key (document, sequence)
);
alter table update_log alter column update set storage external;

-- A damaged record of the log or a damaged snapshot, set aside with its content; the rest goes on.
create table quarantine (
  id bigint generated always as identity primary key,
  document bigint not null references document,
  sequence bigint,
  update bytea not null,
  crc bigint not null,
  reason text not null,
  at bigint not null
);

-- Whose a Yjs client id is: the person of its first authenticated contact.
create table client (
  document bigint not null references document,
  client bigint not null,
  person text not null,
  primary key (document, client)
);

create table fact (
  workspace text not null references workspace,
  id text not null,
  kind text not null,
  body jsonb not null,
  by text not null,
  at bigint not null,
  position bigint not null,
  primary key (workspace, id)
);
create index fact_kind on fact (workspace, kind, position);
create index fact_membership on fact (workspace, (body ->> 'person'), (body ->> 'of'), position desc) where kind = 'membership';

create table fact_space (
  workspace text not null,
  fact text not null,
  space text not null,
  position bigint not null,
  primary key (workspace, fact, space),
  foreign key (workspace, fact) references fact
);
create index fact_space_feed on fact_space (workspace, space, position);

create table history (
  id bigint generated always as identity primary key,
  workspace text not null references workspace,
  space text not null,
  entity text not null,
  record text not null,
  field text not null,
  before jsonb,
  after jsonb,
  won boolean not null,
  person text not null,
  recovered_by text,
  device_at bigint,
  at bigint not null,
  document bigint not null references document,
  sequence bigint not null
);
create index history_record on history (workspace, entity, record, id);

-- Who holds a record's id or a unique value: the earliest claim holds, the next is promoted when it is freed.
create table claim (
  workspace text not null references workspace,
  scope text not null,
  key text not null,
  holder text not null,
  since bigint generated always as identity,
  primary key (workspace, scope, key, holder)
);
create index claim_holder on claim (workspace, holder, scope);

-- A decision is taken once: the same id gives the same answer.
create table command (
  workspace text not null references workspace,
  id text not null,
  name text not null,
  person text not null,
  accepted boolean not null,
  answer jsonb not null,
  at bigint not null,
  primary key (workspace, id)
);

create table file (
  workspace text not null references workspace,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  size bigint not null,
  type text not null,
  at bigint not null,
  primary key (workspace, hash)
);

-- The shape the read model was built in: another one, and it is built again.
create table read_model (
  single boolean primary key default true check (single),
  hash text not null
);
