-- Counts a try under every key, unless one of them is used up: what is blocked
-- costs no row, whatever else it names.
-- ?1 JSON [{key, tries, window}], ?2 now, ms
insert into attempt(key, since, n)
select x.value ->> 'key',
  case when a.since > ?2 - (x.value ->> 'window') then a.since else ?2 end,
  case when a.since > ?2 - (x.value ->> 'window') then a.n + 1 else 1 end
from json_each(?1) x
left join attempt a on a.key = x.value ->> 'key'
where not exists (
  select 1
  from json_each(?1) y
  join attempt b on b.key = y.value ->> 'key'
  where b.n > y.value ->> 'tries' and b.since > ?2 - (y.value ->> 'window')
)
on conflict(key) do update set since = excluded.since, n = excluded.n
