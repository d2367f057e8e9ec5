-- Remembers how far the device's groups are decided, and which they were.
-- ?1 tenant, ?2 device, ?3 last decided group, ?4 now, ms, ?5 JSON [[mid, stamp]]
update device set mid = ?3, seen = ?4, recent = ?5 where ten = ?1 and device = ?2
