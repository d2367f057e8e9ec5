-- What admission needs of every record that a push names; not the body. same: a
-- creation in the push says what stands there already, in the same unit.
-- ?1 token, ?2 JSON [{kind, id, unit, made: {name: value}}], the last two for creations
select r.kind, r.id, r.unit, r.owner, r.st, r.vseq, octet_length(r.body) as bytes, r.clk,
  x.value -> 'made' is not null and r.unit = x.value ->> 'unit' and not exists (
    select 1
    from json_each(x.value -> 'made') f
    where coalesce(r.body -> f.key, 'null') <> x.value -> 'made' -> f.key
  ) as same
from json_each(?2) x
cross join rec r
  on r.ten = (select ten from session where token = ?1)
  and r.kind = x.value ->> 'kind' and r.id = x.value ->> 'id'
