-- A new login.
-- ?1 login, ?2 tenant, ?3 staff, ?4 salt, ?5 memory, KiB, ?6 passes, ?7 verifier, ?8 now, ms
insert into login(login, ten, staff, salt, memory_kib, passes, verifier, created)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
