-- Devices of a person or, without one, of a whole dealership: those that may be used first, the last seen first.
-- ?1 tenant, ?2 staff or null, ?3 most rows
select d.device, d.staff, coalesce(r.body ->> 'name', '') as person, d.name, d.seen, d.waiting, d.revoked
from device d
left join rec r on r.ten = d.ten and r.kind = 'staff' and r.id = d.staff
where d.ten = ?1 and (?2 is null or d.staff = ?2)
order by d.revoked, d.seen desc, d.device
limit ?3
