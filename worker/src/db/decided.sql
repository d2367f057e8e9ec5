-- Remembers how far the device's groups are decided.
-- ?1 tenant, ?2 device, ?3 last decided group, ?4 now, ms
update device set mid = ?3, seen = ?4 where ten = ?1 and device = ?2
