-- The groups of the last push that decided something for the session's device.
-- ?1 token
select d.recent
from session s
join device d on d.ten = s.ten and d.device = s.device and d.staff = s.staff
where s.token = ?1
