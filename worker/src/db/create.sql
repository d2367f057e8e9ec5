-- New records. One that is there already stays as it is.
-- ?1 JSON of forecourt_sync::fold::Creation:
--    [{kind, id, unit, owner, state, created, fields: {name: [value, stamp]}}]
-- ?2 tenant, ?3 rows from the first of these to the last that the push writes, ?4 now, ms
insert into rec(ten, kind, id, unit, owner, st, ended, seq, vseq, hlc, body, clk)
select t.ten, x.value ->> 'kind', x.value ->> 'id', x.value ->> 'unit', x.value ->> 'owner',
  x.value ->> 'state', case x.value ->> 'state' when 0 then null else ?4 end, t.seq - ?3 + x.key + 1, t.seq - ?3 + x.key + 1,
  (
    select max(x.value ->> 'created', coalesce(max(p.value ->> 1), ''))
    from json_each(x.value -> 'fields') p
  ),
  (
    select json_group_object(p.key, p.value -> 0)
    from json_each(x.value -> 'fields') p
    where p.value -> 0 <> 'null'
  ),
  json_patch(json_object('*', x.value ->> 'created'), (
    select json_group_object(p.key, p.value ->> 1)
    from json_each(x.value -> 'fields') p
    where p.value ->> 1 <> x.value ->> 'created'
  ))
from tenant t
cross join json_each(?1) x
where t.ten = ?2
on conflict(ten, kind, id) do nothing
