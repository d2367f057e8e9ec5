-- Ends a session; gives the dealership it was of.
-- ?1 token
delete from session where token = ?1 returning ten
