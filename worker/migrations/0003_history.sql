-- The last changes of a record, oldest first, losing ones too: JSON
-- [[stamp, staff, field, before, asked for, won]]. Of a value that is long the
-- beginning is kept. lost: what lost with the last push of them, JSON [field].
create table hist(
  ten integer not null,
  kind text not null,
  id text not null,
  items text not null,
  lost text not null,
  primary key(ten, kind, id)
) without rowid;
