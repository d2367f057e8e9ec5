-- Aborts the batch by malformed JSON when somebody else was first.
select json('taken') where exists (select 1 from tenant)
