-- Prolongs a session that is in use.
-- ?1 token, ?2 new end of idleness, ms
update session set idle_until = ?2 where token = ?1
