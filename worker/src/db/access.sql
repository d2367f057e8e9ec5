-- What a person receives.
-- ?1 tenant, ?2 staff, ?3 units: JSON array
insert into staff_access(ten, staff, units) values (?1, ?2, ?3)
