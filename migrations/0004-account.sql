-- One may sign in by a short name too; a session says on what, and from where, it was last used.
alter table account add column username text unique check (username ~ '^[a-z0-9][a-z0-9._-]{2,39}$');
alter table session add column device text not null default '', add column address text not null default '';
