-- Binds a session to a device of its person.
-- ?1 token, ?2 device
update session set device = ?2
where token = ?1 and exists (
  select 1 from device d
  where d.ten = session.ten and d.device = ?2 and d.staff = session.staff and d.revoked = 0
)
