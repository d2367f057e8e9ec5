-- Aborts the batch, and with it the transaction, by malformed JSON when
-- anything that admission relied on has moved since it was read.
-- ?1 token, ?2 tenant, ?3 device, ?4 last decided group, ?5 now, ms,
-- ?6 version of the access, ?7 JSON [{kind, id, vseq}], vseq null for a record that must not be there
select json('moved')
where not exists (
  select 1
  from session s
  join device d on d.ten = s.ten and d.device = s.device and d.staff = s.staff
  join staff_access a on a.ten = s.ten and a.staff = s.staff
  where s.token = ?1 and s.ten = ?2 and s.device = ?3
    and s.idle_until > ?5 and s.expires > ?5
    and d.revoked = 0 and d.mid = ?4
    and a.stopped = 0 and a.version = ?6
    and not exists (
      select 1 from rec r
      where r.ten = s.ten and r.kind = 'staff' and r.id = s.staff and r.st <> 0
    )
)
or exists (
  select 1
  from json_each(?7) x
  left join rec r on r.ten = ?2 and r.kind = x.value ->> 'kind' and r.id = x.value ->> 'id'
  where r.vseq is not x.value ->> 'vseq'
)
