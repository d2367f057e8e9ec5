-- Raises the floor above the next slice of purged records: a device that was not served since
-- starts again, and what was made before is not made once more.
-- ?1 purged before, ms, ?2 size of the slice
update tenant set floor = max(floor, d.top), collected = max(collected, d.made)
from (
  select ten, max(seq) as top, max(clk ->> '*') as made
  from (
    select ten, seq, clk from rec where st = 2 and ended <= ?1
    order by ended, rowid limit cast(?2 as integer)
  )
  group by ten
) d
where tenant.ten = d.ten
