-- Second version: the bank's own holds, reductions, serial numbers, watches, value that can be voided.

-- Rebuilt: kind `own` is new, and reduced_by.
create table holds_2 (
  seq            integer primary key,       -- earlier holds take their part first
  reference      text    not null unique,
  number         text    not null references accounts (number),
  kind           text    not null check (kind in ('delay', 'own', 'stop', 'freeze')),
  organ          text    not null,
  limit_minor    integer,                   -- null: the whole account
  held_minor     integer not null,          -- when it was made or last reduced
  balance_before integer not null,
  from_ms        integer not null,
  until_ms       integer,
  ended_at       integer,
  times          integer not null check (times >= 1),
  extended_by    text,
  reduced_by     text
) strict;
insert into holds_2 (seq, reference, number, kind, organ, limit_minor, held_minor, balance_before, from_ms,
                     until_ms, ended_at, times, extended_by)
  select seq, reference, number, kind, organ, limit_minor, held_minor, balance_before, from_ms,
         until_ms, ended_at, times, extended_by from holds;
drop table holds;
alter table holds_2 rename to holds;
create index holds_number on holds (number);

-- Null in rows of the first version.
alter table postings add column serial text;            -- this institution's own number of the row
alter table postings add column other_serial text;      -- the number that the other side knows it by
alter table postings add column own_institution text;   -- of the account that was posted
alter table postings add column own_name text;
alter table postings add column order_number text;      -- of a payment firm
alter table postings add column exit text;              -- how the money left the institutions
create index postings_order_number on postings (order_number) where order_number is not null;
create index postings_other_serial on postings (other_serial) where other_serial is not null;

-- Value that was bought here: one row per posting to a seller's account.
create table purchases (
  seq      integer primary key,             -- the latest are voided first
  id       text    not null unique,         -- of the posting
  buyer    text    not null,                -- number of the account that paid
  seller   text    not null,                -- number of the account that was paid
  currency text    not null,
  amount   integer not null check (amount > 0),
  used     integer not null default 0 check (used >= 0),
  voided   integer not null default 0 check (voided >= 0),
  check (used + voided <= amount)
) strict;
create index purchases_buyer on purchases (buyer);
create index purchases_seller on purchases (seller);

create table uses (
  id       text    not null primary key,    -- the same use again changes nothing
  purchase text    not null references purchases (id),
  amount   integer not null check (amount > 0),
  at_ms    integer not null
) strict;

create table voids (
  reference text    not null primary key,
  currency  text    not null,
  amount    integer not null check (amount >= 0),
  unused    integer not null,               -- before it
  at_ms     integer not null,
  ended_at  integer
) strict;

create table void_parts (
  reference text    not null references voids (reference),
  purchase  text    not null references purchases (id),
  amount    integer not null check (amount > 0),
  primary key (reference, purchase)
) strict;

-- Whose end a timer brings: of a hold, or of a void.
alter table timers add column ends text not null default 'hold' check (ends in ('hold', 'void'));

-- Accounts that are watched for the centre.
create table watches (
  wire      text    not null,
  id        text    not null,               -- of the order that began it
  number    text    not null,               -- as the core knows the account
  from_ms   integer not null,
  until_ms  integer not null,
  cursor_of text    not null check (cursor_of in ('moment', 'place')),
  cursor    text    not null,               -- behind what was told last
  told      integer not null default 0,     -- further answers so far
  told_to   integer not null,               -- until when they reach
  ended_at  integer,
  primary key (wire, id),
  foreign key (wire, id) references orders (wire, id)
) strict;
create index watches_running on watches (until_ms) where ended_at is null;

-- Further answers to one order. The first stands in `orders`.
create table further (
  wire     text    not null,
  id       text    not null,
  seq      integer not null check (seq >= 1),
  code     text    not null,
  answer   blob    not null,                -- never changes once written
  made_at  integer not null,
  known_at integer,                         -- when the centre said that it has it
  primary key (wire, id, seq),
  foreign key (wire, id) references orders (wire, id)
) strict;
create index further_open on further (wire, made_at) where known_at is null;

-- Freezes of ours behind those of others: what they take the place of ends when they take effect.
create table waiting (
  reference  text not null,
  instead_of text not null,
  primary key (reference, instead_of)
) strict;

-- Holds on the bank's own suspicion, and the report that the centre gets of each.
create table own_holds (
  reference text    not null primary key,
  number    text    not null,
  report    blob    not null,
  made_at   integer not null,
  known_at  integer
) strict;
create index own_holds_number on own_holds (number);
create index own_holds_open on own_holds (made_at) where known_at is null;
