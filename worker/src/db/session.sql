-- A new session.
-- ?1 token, ?2 tenant, ?3 staff, ?4 login, ?5 now, ?6 end of idleness, ?7 end, ms
insert into session(token, ten, staff, login, created, idle_until, expires)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
