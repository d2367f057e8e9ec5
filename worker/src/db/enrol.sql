-- Registers a device, or renames it. One that is revoked or of somebody else stays as it is.
-- ?1 tenant, ?2 device, ?3 staff, ?4 name, ?5 now, ms, ?6 last group that is void, if it is new
insert into device(ten, device, staff, name, seen, mid) values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict(ten, device) do update set name = excluded.name, seen = excluded.seen, waiting = 0
where device.staff = excluded.staff and device.revoked = 0
returning mid
