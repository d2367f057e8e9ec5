-- New records. A record that is there already stays as it is.
-- ?1 JSON of writes: [{kind, id, unit, owner, state, created, fields: {name: [value, stamp]}}]
-- ?2 tenant, ?3 rows from the first of these to the last of the batch
insert into rec(ten, kind, id, unit, owner, st, seq, vseq, hlc, body, clk)
select t.ten, x.value ->> 'kind', x.value ->> 'id', x.value ->> 'unit', x.value ->> 'owner',
  coalesce(x.value ->> 'state', 0),
  t.seq - cast(?3 as integer) + x.key + 1, t.seq - cast(?3 as integer) + x.key + 1,
  (select max(x.value ->> 'created', coalesce(max(p.value ->> 1), ''))
    from json_each(x.value -> 'fields') p),
  (select json_group_object(p.key, p.value -> 0)
    from json_each(x.value -> 'fields') p where p.value -> 0 <> 'null'),
  json_patch(json_object('*', x.value ->> 'created'),
    (select json_group_object(p.key, p.value ->> 1)
      from json_each(x.value -> 'fields') p where p.value ->> 1 <> x.value ->> 'created'))
from tenant t cross join json_each(?1) x
where t.ten = ?2
on conflict(ten, kind, id) do nothing
returning kind, id, seq, clk
