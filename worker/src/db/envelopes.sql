-- What admission needs of every record that a push names; not the body.
-- ?1 token, ?2 JSON [{kind, id}]
select r.kind, r.id, r.unit, r.st, r.vseq, octet_length(r.body) as bytes, r.clk
from json_each(?2) x
cross join rec r
  on r.ten = (select ten from session where token = ?1)
  and r.kind = x.value ->> 'kind' and r.id = x.value ->> 'id'
