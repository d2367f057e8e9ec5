-- Takes sequence numbers for the rows that the next statements write.
-- ?1 tenant, ?2 how many
update tenant set seq = seq + ?2 where ten = ?1 returning seq
