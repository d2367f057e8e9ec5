-- What a person reads of each unit. reach: JSON {unit: "own" | "team"}, a unit that is not named is
-- read whole; team: JSON array of staff; masks: JSON {kind: [field]} of fields that are not read.
-- version grows with every change of any of these and of units.
alter table staff_access add column version integer not null default 1;
alter table staff_access add column reach text not null default '{}';
alter table staff_access add column team text not null default '[]';
alter table staff_access add column masks text not null default '{}';

-- ended: when a record was binned or purged, ms; empty while it is live.
alter table rec add column ended integer;
update rec set ended = cast(strftime('%s', 'now') as integer) * 1000 where st <> 0;
create index rec_ended on rec(st, ended) where ended is not null;

-- floor: highest seq of a record that was deleted. collected: highest stamp of creation of one;
-- what was made before and comes once more is not made again.
alter table tenant add column floor integer not null default 0;
alter table tenant add column collected text not null default '';
