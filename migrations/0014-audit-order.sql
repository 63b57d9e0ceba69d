-- The log is read backwards from any of its lines, in the order of these indexes: a page costs what it holds, however long the log is.
drop index audit_at;
create index audit_at on audit (workspace, at, id);
drop index command_at;
create index command_at on command (workspace, at, id collate "C");
drop index history_deleted;
create index history_deleted on history (workspace, at, id) where field = 'deleted';

-- What somebody was refused, what they wrote that is not as it should be, and which limit they broke. A flood of it fills no disk: of each
-- action of a person there is one line a minute, whoever writes it.
alter table audit add column about text;
alter table audit drop constraint audit_kind_check;
alter table audit add constraint audit_kind_check check (kind in ('entry', 'protection', 'export', 'refused', 'flagged', 'limit'));
create unique index audit_bound on audit (workspace, person, action, (at / 60000)) where kind in ('refused', 'flagged', 'limit');
