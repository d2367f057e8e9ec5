-- Aborts the batch by malformed JSON when nobody with access is left to
-- administer the dealership: two who step back at once must not both succeed.
-- ?1 tenant
select json('nobody')
where not exists (
  select 1
  from staff_access a
  cross join rec r on r.ten = a.ten and r.kind = 'staff' and r.id = a.staff
  where a.ten = ?1 and a.stopped = 0 and r.st = 0 and r.body ->> 'role' = 'administrator'
)
