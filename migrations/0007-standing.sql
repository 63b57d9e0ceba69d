-- Whether someone may still come in, beside who they are: follows the last `standing` fact said of them, in its transaction.
alter table seat add column state text not null default 'active' check (state in ('active', 'suspended', 'removed'));
-- The roles that an invitation into the company gives.
alter table invitation add column roles text[] not null default '{}';
