-- One slice of windows that are over.
-- ?1 before, ms, ?2 size of the slice
delete from attempt where key in (
  select key from attempt where since <= ?1 limit cast(?2 as integer)
)
