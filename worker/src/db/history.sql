-- The last changes of a record that the caller may see now, as text ready to be
-- sent; no row when there is no such record for the caller. Who reads which rows and
-- fields is what pages.sql says.
-- ?1 token, ?2 kind, ?3 id, ?4 how many
select (
  select json_group_array(json(i.value))
  from json_each(h.items) i
  where i.key >= json_array_length(h.items) - ?4
    and i.value ->> 2 not in (select m.value from json_each(coalesce(a.masks -> r.kind, '[]')) m)
) as items
from session s
join staff_access a on a.ten = s.ten and a.staff = s.staff
cross join rec r on r.ten = s.ten and r.kind = ?2 and r.id = ?3
left join hist h on h.ten = r.ten and h.kind = r.kind and h.id = r.id
where s.token = ?1
  and r.st <> 2
  and exists (select 1 from json_each(a.units) u where u.value = r.unit)
  and case coalesce(a.reach ->> r.unit, 'unit')
    when 'unit' then 1
    when 'team' then r.owner = s.staff or r.owner in (select value from json_each(a.team))
    when 'own' then r.owner = s.staff
  end
