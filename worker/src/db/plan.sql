-- What a sign-up has to know: the next tenant number, whether there is a
-- dealership already, whether the login is free.
-- ?1 login
select coalesce((select max(ten) from tenant), 0) + 1 as ten,
  exists(select 1 from tenant) as settled,
  exists(select 1 from login where login = ?1) as taken
