-- Earlier verdicts, for groups that come again.
-- ?1 token, ?2 first number, ?3 last number
select f.mid, f.code, f.idx
from session s
join refusal f on f.ten = s.ten and f.device = s.device and f.mid between ?2 and ?3
where s.token = ?1
