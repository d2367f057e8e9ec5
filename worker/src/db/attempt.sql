-- Counts a try under every key. Past the limit nothing is written, so that
-- hammering costs no rows.
-- ?1 JSON [{key, tries, window}], ?2 now, ms
insert into attempt(key, since, n)
select x.value ->> 'key',
  case when a.since > ?2 - (x.value ->> 'window') then a.since else ?2 end,
  case when a.since > ?2 - (x.value ->> 'window') then a.n + 1 else 1 end
from json_each(?1) x
left join attempt a on a.key = x.value ->> 'key'
where a.key is null or a.n <= x.value ->> 'tries' or a.since <= ?2 - (x.value ->> 'window')
on conflict(key) do update set since = excluded.since, n = excluded.n
