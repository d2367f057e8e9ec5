-- One slice of verdicts that no device asks for any more.
-- ?1 before, ms, ?2 size of the slice
delete from refusal where (ten, device, mid) in (
  select ten, device, mid from refusal where at <= ?1 limit cast(?2 as integer)
)
