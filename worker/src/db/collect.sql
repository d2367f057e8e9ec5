-- Deletes one slice of purged records; that of collect_floor.sql, in the same transaction.
-- ?1 purged before, ms, ?2 size of the slice
delete from rec where rowid in (
  select rowid from rec where st = 2 and ended <= ?1
  order by ended, rowid limit cast(?2 as integer)
)
