-- What a space claims is found by its holder, who claims a value by the primary key. An index that could serve for both, badly for one,
-- was taken for the wrong one while a database had no statistics yet: a look at what a space has lost took the square of its claims.
drop index claim_holder;
create index claim_holder on claim (holder, workspace);
