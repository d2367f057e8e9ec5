-- The first schema. Every statement ends with a semicolon at the end of its
-- line and there are no triggers, because specs split the file there.

create table tenant(
  ten integer primary key,
  id text not null unique,
  name text not null,
  epoch text not null,
  seq integer not null default 0,
  created integer not null
);

create table login(
  login text primary key,
  ten integer not null,
  staff text not null,
  salt text not null,
  memory_kib integer not null,
  passes integer not null,
  verifier text not null,
  created integer not null
) without rowid;

-- units: JSON array of the units a person receives.
create table staff_access(
  ten integer not null,
  staff text not null,
  units text not null,
  stopped integer not null default 0,
  primary key(ten, staff)
) without rowid;

-- token: hash of the cookie's value. device: empty until the session is bound to one.
create table session(
  token text primary key,
  ten integer not null,
  staff text not null,
  login text not null default '',
  device text,
  created integer not null,
  idle_until integer not null,
  expires integer not null
) without rowid;

-- mid: number of the last group that was decided for the device.
create table device(
  ten integer not null,
  device text not null,
  staff text not null,
  mid integer not null default 0,
  name text not null,
  seen integer not null,
  revoked integer not null default 0,
  primary key(ten, device)
) without rowid;

-- Records of every kind. vseq: seq of the last change of unit, owner or st.
-- clk: stamp of creation under "*" and of every field changed since; hlc: the highest of them.
create table rec(
  ten integer not null,
  kind text not null,
  id text not null,
  unit text not null,
  owner text,
  st integer not null default 0,
  seq integer not null,
  vseq integer not null,
  hlc text not null,
  body text not null,
  clk text not null,
  unique(ten, kind, id)
);

create index rec_unit on rec(ten, unit, seq);

-- Refused groups, so that a replay gets the same verdict.
create table refusal(
  ten integer not null,
  device text not null,
  mid integer not null,
  code text not null,
  idx integer not null,
  at integer not null,
  primary key(ten, device, mid)
) without rowid;

-- Tries of a limited act in a window that began at since.
create table attempt(
  key text primary key,
  since integer not null,
  n integer not null
) without rowid;
