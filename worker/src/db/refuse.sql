-- Keeps the verdicts of refused groups.
-- ?1 JSON [{mid, code, index}], ?2 tenant, ?3 device, ?4 now, ms
insert into refusal(ten, device, mid, code, idx, at)
select ?2, ?3, x.value ->> 'mid', x.value ->> 'code', x.value ->> 'index', ?4
from json_each(?1) x
where true
on conflict(ten, device, mid) do nothing
