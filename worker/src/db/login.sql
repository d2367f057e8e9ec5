-- What a key is checked against.
-- ?1 login
select l.ten, l.staff, l.verifier, coalesce(a.stopped, 1) as stopped
from login l
left join staff_access a on a.ten = l.ten and a.staff = l.staff
where l.login = ?1
