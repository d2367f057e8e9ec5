-- How a login's key is derived.
-- ?1 login
select salt, memory_kib, passes from login where login = ?1
