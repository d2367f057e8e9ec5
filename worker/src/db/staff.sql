-- The caller's own staff record.
-- ?1 token
select coalesce(r.body ->> 'name', '') as name, coalesce(r.body ->> 'role', '') as role
from session s
join rec r on r.ten = s.ten and r.kind = 'staff' and r.id = s.staff
where s.token = ?1
