-- Everybody of the caller's dealership who has access, with life state and role.
-- Read only for pushes that name staff: who administers the dealership then?
-- ?1 token
select r.id, r.st, coalesce(r.body ->> 'role', '') as role
from session s
join staff_access a on a.ten = s.ten and a.stopped = 0
cross join rec r on r.ten = a.ten and r.kind = 'staff' and r.id = a.staff
where s.token = ?1
