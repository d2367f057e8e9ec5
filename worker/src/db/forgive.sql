-- Takes back tries that turned out to be right.
-- ?1 JSON [{key, tries, window}]
update attempt set n = n - 1
where n > 0 and key in (select x.value ->> 'key' from json_each(?1) x)
