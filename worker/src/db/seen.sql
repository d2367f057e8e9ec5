-- Notes when a device was here, and what it had not sent.
-- ?1 tenant, ?2 device, ?3 now, ms, ?4 acts that wait there
update device set seen = ?3, waiting = ?4 where ten = ?1 and device = ?2
