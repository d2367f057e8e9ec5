-- Which sockets may stay: the session stands, its device is not revoked, and its
-- person receives the units that the socket was opened for.
-- ?1 JSON [{session, units}], ?2 now, ms
select distinct s.token
from json_each(?1) x
cross join session s on s.token = x.value ->> 'session'
join device d on d.ten = s.ten and d.device = s.device and d.staff = s.staff
join staff_access a on a.ten = s.ten and a.staff = s.staff
where s.idle_until > ?2 and s.expires > ?2
  and d.revoked = 0
  and a.stopped = 0 and a.units = x.value ->> 'units'
  and not exists (
    select 1 from rec r
    where r.ten = s.ten and r.kind = 'staff' and r.id = s.staff and r.st <> 0
  )
