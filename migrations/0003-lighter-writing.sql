-- These rows are written by the thousand, in the very statement that has found their document or by whoever holds its workspace. Asking
-- again for each of them cost as much as writing it, and a line of history held its document's row against the next append.
alter table history drop constraint history_document_fkey;
alter table update_log drop constraint update_log_document_fkey;
alter table client drop constraint client_document_fkey;
alter table claim drop constraint claim_workspace_fkey;

-- An id is a record's own: what stood before it in the key told nothing apart, and was compared at each line.
drop index history_record;
create index history_record on history (record, id);
