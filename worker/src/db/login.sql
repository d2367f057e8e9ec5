-- What a key is checked against.
-- ?1 login
select l.ten, l.staff, l.verifier,
  coalesce(a.stopped, 1) or coalesce(r.st, 0) <> 0 as stopped
from login l
left join staff_access a on a.ten = l.ten and a.staff = l.staff
left join rec r on r.ten = l.ten and r.kind = 'staff' and r.id = l.staff
where l.login = ?1
