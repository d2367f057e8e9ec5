-- Changes to records that are there: each field goes to the higher stamp, and
-- a row is written only if a field or the state moves.
-- json_each drives and CROSS JOIN keeps that order, or the whole table is read.
-- ?1 JSON of forecourt_sync::fold::Merge: [{kind, id, state, fields: {name: [value, stamp]}}]
-- ?2 tenant, ?3 rows from the first of these to the last that the push writes, ?4 now, ms
insert into rec(ten, kind, id, unit, owner, st, ended, seq, vseq, hlc, body, clk)
select r.ten, r.kind, r.id, r.unit, r.owner, coalesce(x.value ->> 'state', r.st),
  case coalesce(x.value ->> 'state', r.st) when r.st then r.ended when 0 then null else ?4 end,
  t.seq - ?3 + x.key + 1,
  case when coalesce(x.value ->> 'state', r.st) = r.st then r.vseq
    else t.seq - ?3 + x.key + 1 end,
  (
    select max(r.hlc, coalesce(max(p.value ->> 1), ''))
    from json_each(x.value -> 'fields') p
  ),
  json_patch(r.body, (
    select json_group_object(p.key, p.value -> 0)
    from json_each(x.value -> 'fields') p
    where p.value ->> 1 > coalesce(r.clk ->> p.key, r.clk ->> '*')
  )),
  json_patch(r.clk, (
    select json_group_object(p.key, p.value ->> 1)
    from json_each(x.value -> 'fields') p
    where p.value ->> 1 > coalesce(r.clk ->> p.key, r.clk ->> '*')
  ))
from tenant t
cross join json_each(?1) x
cross join rec r on r.ten = t.ten and r.kind = x.value ->> 'kind' and r.id = x.value ->> 'id'
where t.ten = ?2 and (
  coalesce(x.value ->> 'state', r.st) <> r.st
  or exists (
    select 1
    from json_each(x.value -> 'fields') p
    where p.value ->> 1 > coalesce(r.clk ->> p.key, r.clk ->> '*')
  )
)
on conflict(ten, kind, id) do update set
  st = excluded.st, ended = excluded.ended, seq = excluded.seq, vseq = excluded.vseq, hlc = excluded.hlc,
  body = excluded.body, clk = excluded.clk
