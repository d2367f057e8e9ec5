-- One page per unit that the caller may see, as text ready to be sent:
-- highest stamp | last seq | 1 if there is more | 1 if the device starts again | rows
-- The first four hold no bar, so the answer is cut there and never parsed.
--
-- `readable` is the twin of forecourt_domain::access::may_read. A row that is not readable and
-- became so after the device was served leaves as an eviction: state 3, no owner, no body.
-- ?1 token, ?2 epoch of the device or '', ?3 cursors: JSON {unit: seq},
-- ?4 rows per unit, ?5 bytes over all units, ?6 origins: JSON {unit: seq}, for a unit that the device
-- does not have whole, what it was served before: up to its cursor when it began to catch up, or, when
-- it began to fill the unit, up to the seq of then. A row that left sight since may have moved on, and
-- come behind a cursor that has passed it. Null of a device that does not know how to start a unit again
with caller as materialized (
  select s.ten, s.staff, t.seq, t.floor, a.units, a.reach, a.team,
    -- As patches that take the fields out of a body, made once and not for every row.
    (select json_group_object(k.key, json((select json_group_object(m.value, null) from json_each(k.value) m)))
      from json_each(a.masks) k) as masks,
    -- A unit that the device has whole leaves its part of the page to the others.
    (select max(count(*), 1) from json_each(a.units) u where coalesce(?3 ->> u.value, 0) < t.seq) as share
  from session s
  join tenant t on t.ten = s.ten
  join staff_access a on a.ten = s.ten and a.staff = s.staff
  where s.token = ?1 and (?2 = '' or ?2 = t.epoch)
),
cursors as (
  select c.*, u.value as unit, coalesce(c.reach ->> u.value, 'unit') as scope,
    coalesce(?3 ->> u.value, 0) as cursor, coalesce(?6 ->> u.value, 0) as origin
  from caller c cross join json_each(c.units) u
),
wanted as (
  select *,
    ?6 is not null and cursor > 0 and max(cursor, origin) < floor as restart,
    case cursor when 0 then seq else coalesce(?6 ->> unit, cursor) end as served
  from cursors
)
select n.unit, (
  select coalesce(max(hlc) filter (where fits and line is not null), '') || '|'
    || coalesce(max(seq) filter (where fits), 0) || '|'
    || (count(*) > count(*) filter (where fits)) || '|'
    || n.restart || '|'
    || coalesce(group_concat(line, ',') filter (where fits), '')
  from (
    select seq, hlc, line,
      row_number() over rows_so_far = 1 or (
        row_number() over rows_so_far <= ?4
        and coalesce(sum(octet_length(line)) over rows_so_far, 0) <= ?5 / n.share
      ) as fits
    from (
      select seq, hlc, case
        when readable then '[' || seq || ',"' || kind || '","' || id || '",' || st || ','
          || coalesce('"' || owner || '"', 'null') || ','
          || case
            when st = 2 then '{}'
            when n.masks -> kind is null then body
            else json_patch(body, n.masks -> kind)
          end || ']'
        when vseq > n.served then '[' || seq || ',"' || kind || '","' || id || '",3,null,{}]'
      end as line
      from (
        select r.seq, r.vseq, r.hlc, r.kind, r.id, r.st, r.owner, r.body,
          coalesce(case n.scope
            when 'unit' then 1
            when 'team' then r.owner = n.staff or r.owner in (select value from json_each(n.team))
            when 'own' then r.owner = n.staff
          end, 0) as readable
        from rec r
        where r.ten = n.ten and r.unit = n.unit and r.seq > n.cursor and not n.restart
        order by r.seq
        limit cast(?4 as integer) + 1
      )
    )
    window rows_so_far as (order by seq rows unbounded preceding)
  )
) as page
from wanted n
