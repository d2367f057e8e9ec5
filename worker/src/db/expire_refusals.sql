-- One slice of verdicts that no device asks for any more. Groups of the last push of a device
-- may come again however late, when its answer was lost: without its verdict a refused one would
-- count as applied.
-- ?1 before, ms, ?2 size of the slice
delete from refusal where (ten, device, mid) in (
  select f.ten, f.device, f.mid
  from refusal f
  left join device d on d.ten = f.ten and d.device = f.device
  where f.at <= ?1 and not exists (
    select 1 from json_each(coalesce(d.recent, '[]')) g where g.value ->> 0 = f.mid
  )
  limit cast(?2 as integer)
)
