-- Third version: files of orders that came and of answers that were made.
create table bundles (
  direction text    not null check (direction in ('in', 'out')),
  sequence  integer not null check (sequence >= 1),
  digest    text    not null,               -- of a file that came: SHA-256 of what was signed, hex
  at_ms     integer not null,
  primary key (direction, sequence)
) strict;
