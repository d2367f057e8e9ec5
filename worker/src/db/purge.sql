-- Purges one slice of records whose time in the bin is over: id and place stay, so that every
-- device hears of it. The slice is that of purge_advance.sql, in the same transaction.
-- ?1 binned before, ms, ?2 size of the slice, ?3 now, ms
update rec set st = 2, body = '{}', clk = json_object('*', clk ->> '*'), ended = ?3,
  seq = d.seq, vseq = d.seq
from (
  select r.row, t.seq - count(*) over (partition by r.ten)
    + row_number() over (partition by r.ten order by r.ended, r.row) as seq
  from (
    select rowid as row, ten, ended from rec where st = 1 and ended <= ?1
    order by ended, rowid limit cast(?2 as integer)
  ) r
  join tenant t on t.ten = r.ten
) d
where rec.rowid = d.row
