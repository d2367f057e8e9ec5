-- Who calls: the session, its person's access and staff record, its dealership
-- and its device. A person whose staff record is not live is stopped. Whether
-- it may go on is decided in auth.rs, from this one row.
-- ?1 token
select s.ten, s.staff, s.login, s.idle_until, s.expires,
  t.id as tenant, t.name as dealership, t.epoch, t.seq,
  t.collected, coalesce(a.units, '[]') as units, coalesce(a.version, 0) as version,
  coalesce(a.reach, '{}') as reach, coalesce(a.team, '[]') as team, coalesce(a.masks, '{}') as masks,
  coalesce(a.stopped, 1) or coalesce(r.st, 0) <> 0 as stopped,
  coalesce(r.body ->> 'name', '') as name, coalesce(r.body ->> 'role', '') as role,
  d.device, coalesce(d.mid, 0) as mid, coalesce(d.revoked, 0) as revoked,
  coalesce(d.waiting, 0) as waiting, coalesce(d.seen, 0) as seen
from session s
join tenant t on t.ten = s.ten
left join staff_access a on a.ten = s.ten and a.staff = s.staff
left join rec r on r.ten = s.ten and r.kind = 'staff' and r.id = s.staff
left join device d on d.ten = s.ten and d.device = s.device and d.staff = s.staff
where s.token = ?1
