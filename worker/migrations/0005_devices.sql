-- waiting: acts that the device had not sent when it asked last.
alter table device add column waiting integer not null default 0;
