-- Ends a session.
-- ?1 token
delete from session where token = ?1
