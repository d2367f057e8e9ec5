-- A new dealership.
-- ?1 tenant, ?2 id, ?3 name, ?4 epoch, ?5 now, ms
insert into tenant(ten, id, name, epoch, seq, created) values (?1, ?2, ?3, ?4, 0, ?5)
