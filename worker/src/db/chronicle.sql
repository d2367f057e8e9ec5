-- What a push asks of records that are there, into their histories: each edit with
-- what stood before it and whether it wins. It runs before the merge and compares as
-- the merge does, so it says what the merge really does; it gives what lost, for the
-- verdicts. An edit that asks for what stands there already is no change.
-- Of a value that is long the beginning is kept, as an object, which no field can be.
-- A history is cut when it is twice as long as it has to be: to look at every item
-- of it each time would cost more than the push.
-- ?1 JSON of forecourt_sync::fold::Chapter: [{kind, id, edits: [[field, value, stamp]]}]
-- ?2 tenant, ?3 staff, ?4 changes kept per record, ?5 characters of a long value
insert into hist(ten, kind, id, items, lost)
select r.ten, r.kind, r.id,
  json_group_array(json_array(
    e.value ->> 2, ?3, e.value ->> 0,
    case when length(r.body -> (e.value ->> 0)) > ?5
      then json_object('cut', substr(r.body ->> (e.value ->> 0), 1, cast(?5 as integer)))
      else json(r.body -> (e.value ->> 0)) end,
    case when length(e.value -> 1) > ?5
      then json_object('cut', substr(e.value ->> 1, 1, cast(?5 as integer)))
      else json(e.value -> 1) end,
    e.value ->> 2 > coalesce(r.clk ->> (e.value ->> 0), r.clk ->> '*')
  )),
  json_group_array(e.value ->> 0) filter (
    where e.value ->> 2 < coalesce(r.clk ->> (e.value ->> 0), r.clk ->> '*')
  )
from json_each(?1) x
cross join rec r on r.ten = ?2 and r.kind = x.value ->> 'kind' and r.id = x.value ->> 'id'
cross join json_each(x.value -> 'edits') e
where coalesce(r.body -> (e.value ->> 0), 'null') <> e.value -> 1
group by x.key
on conflict(ten, kind, id) do update set
  lost = excluded.lost,
  -- The last item ends with a number, so what is left of the text ends there.
  items = rtrim(
    case when json_array_length(hist.items) < 2 * ?4 then hist.items
      else (
        select json_group_array(json(h.value)) from json_each(hist.items) h
        where h.key >= json_array_length(hist.items) - ?4
      ) end,
    ']'
  ) || '],' || substr(excluded.items, 2)
returning kind, id, lost
