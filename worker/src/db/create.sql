-- New records. One that is there already stays as it is.
-- ?1 JSON of forecourt_sync::fold::Creation: [{n, kind, id, unit, owner, st, hlc, body, clk}]
-- ?2 tenant, ?3 rows that this push writes in all
insert into rec(ten, kind, id, unit, owner, st, seq, vseq, hlc, body, clk)
select t.ten, x.value ->> 'kind', x.value ->> 'id', x.value ->> 'unit', x.value ->> 'owner',
  x.value ->> 'st', t.seq - ?3 + (x.value ->> 'n'), t.seq - ?3 + (x.value ->> 'n'),
  x.value ->> 'hlc', x.value -> 'body', x.value -> 'clk'
from tenant t
cross join json_each(?1) x
where t.ten = ?2
on conflict(ten, kind, id) do nothing
