-- One page per unit that the caller may see, as text ready to be sent:
-- highest stamp | last seq | 1 if there is more | rows
-- The first three hold no bar, so the answer is cut there and never parsed.
-- ?1 token, ?2 epoch of the device or '', ?3 cursors: JSON {unit: seq},
-- ?4 rows per unit, ?5 bytes over all units
with caller as (
  select s.ten, a.units, json_array_length(a.units) as share
  from session s
  join tenant t on t.ten = s.ten
  join staff_access a on a.ten = s.ten and a.staff = s.staff
  where s.token = ?1 and (?2 = '' or ?2 = t.epoch)
)
select u.value as unit, (
  select coalesce(max(hlc) filter (where fits), '') || '|'
    || coalesce(max(seq) filter (where fits), 0) || '|'
    || (count(*) > count(*) filter (where fits)) || '|'
    || coalesce(group_concat(line, ',') filter (where fits), '')
  from (
    select seq, hlc, line,
      row_number() over rows_so_far = 1 or (
        row_number() over rows_so_far <= ?4
        and sum(octet_length(line)) over rows_so_far <= ?5 / c.share
      ) as fits
    from (
      select r.seq, r.hlc,
        '[' || r.seq || ',"' || r.kind || '","' || r.id || '",' || r.st || ','
          || coalesce('"' || r.owner || '"', 'null') || ','
          || case r.st when 2 then '{}' else r.body end || ']' as line
      from rec r
      where r.ten = c.ten and r.unit = u.value and r.seq > coalesce(?3 ->> u.value, 0)
      order by r.seq
      limit cast(?4 as integer) + 1
    )
    window rows_so_far as (order by seq rows unbounded preceding)
  )
) as page
from caller c cross join json_each(c.units) u
