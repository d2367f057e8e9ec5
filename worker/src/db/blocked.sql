-- When the last of the limits that are used up ends; null when none is.
-- ?1 JSON [{key, tries, window}], ?2 now, ms
select max(a.since + (x.value ->> 'window')) as until
from json_each(?1) x
join attempt a on a.key = x.value ->> 'key'
where a.n > x.value ->> 'tries' and a.since > ?2 - (x.value ->> 'window')
