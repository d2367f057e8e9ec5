-- A device of the caller's dealership, whoever has it.
-- ?1 token, ?2 device
select d.staff, d.revoked
from session s
join device d on d.ten = s.ten and d.device = ?2
where s.token = ?1
