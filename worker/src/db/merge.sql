-- Changes to records that are there: each field goes to the higher stamp, and
-- a row is written only if a field or the state moves.
-- json_each drives and CROSS JOIN keeps that order, or the whole table is read.
-- ?1 JSON of writes as in create.sql, ?2 tenant, ?3 rows from the first of these to the last of the batch
insert into rec(ten, kind, id, unit, owner, st, seq, vseq, hlc, body, clk)
select r.ten, r.kind, r.id, r.unit, r.owner, coalesce(x.value ->> 'state', r.st),
  (select seq from tenant where ten = ?2) - cast(?3 as integer) + x.key + 1,
  case when coalesce(x.value ->> 'state', r.st) = r.st then r.vseq
    else (select seq from tenant where ten = ?2) - cast(?3 as integer) + x.key + 1 end,
  (select max(r.hlc, coalesce(max(p.value ->> 1), ''))
    from json_each(x.value -> 'fields') p),
  json_patch(r.body, (select json_group_object(p.key, p.value -> 0)
    from json_each(x.value -> 'fields') p
    where p.value ->> 1 > coalesce(r.clk ->> p.key, r.clk ->> '*'))),
  json_patch(r.clk, (select json_group_object(p.key, p.value ->> 1)
    from json_each(x.value -> 'fields') p
    where p.value ->> 1 > coalesce(r.clk ->> p.key, r.clk ->> '*')))
from json_each(?1) x
cross join rec r on r.ten = ?2 and r.kind = x.value ->> 'kind' and r.id = x.value ->> 'id'
where coalesce(x.value ->> 'state', r.st) <> r.st
  or exists (select 1 from json_each(x.value -> 'fields') p
    where p.value ->> 1 > coalesce(r.clk ->> p.key, r.clk ->> '*'))
on conflict(ten, kind, id) do update set
  st = excluded.st, seq = excluded.seq, vseq = excluded.vseq, hlc = excluded.hlc,
  body = excluded.body, clk = excluded.clk
returning kind, id, seq, clk
