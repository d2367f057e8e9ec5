-- Number and first stamp of every group of the last push that decided something:
-- JSON [[mid, stamp]]. A number that comes again has to be the same group.
alter table device add column recent text not null default '[]';
