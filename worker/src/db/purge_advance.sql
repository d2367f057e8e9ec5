-- Takes sequence numbers for the next slice of records whose time in the bin is over.
-- ?1 binned before, ms, ?2 size of the slice
update tenant set seq = seq + d.n
from (
  select ten, count(*) as n
  from (
    select ten from rec where st = 1 and ended <= ?1
    order by ended, rowid limit cast(?2 as integer)
  )
  group by ten
) d
where tenant.ten = d.ten
