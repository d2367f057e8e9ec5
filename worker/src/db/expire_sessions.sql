-- One slice of sessions that are over.
-- ?1 now, ms, ?2 size of the slice
delete from session where token in (
  select token from session where expires <= ?1 or idle_until <= ?1 limit cast(?2 as integer)
)
