-- Takes devices away; the one that asks stays. What they hold goes when they ask for anything next.
-- ?1 tenant, ?2 staff or null for everybody, ?3 device or null for all of them, ?4 the device that asks
update device set revoked = 1
where ten = ?1 and (?2 is null or staff = ?2) and (?3 is null or device = ?3) and device <> ?4 and revoked = 0
returning device
