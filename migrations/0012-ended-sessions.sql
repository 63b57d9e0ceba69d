-- When its person ended it from elsewhere: it opens nothing any more, and is known so that its device can be told to empty itself.
-- Until now such a session was said to have begun at 0, and its end stood where it was last seen.
alter table session add column ended_at bigint;
update session set ended_at = seen_at where at = 0;
