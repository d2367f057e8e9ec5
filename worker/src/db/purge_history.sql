-- Deletes the histories of the next slice of records whose time in the bin is over; it is that
-- of purge.sql, in the same transaction.
-- ?1 binned before, ms, ?2 size of the slice
delete from hist where (ten, kind, id) in (
  select ten, kind, id from rec where st = 1 and ended <= ?1
  order by ended, rowid limit cast(?2 as integer)
)
