-- The gateway's own store. Times are UTC milliseconds, money is minor units.

-- Orders as they came, and the answers as they go. One row per order and wire.
create table orders (
  wire        text    not null check (wire in ('police_bank', 'json_form')),
  id          text    not null,             -- ord_ and 32 hex digits
  kind        text    not null,
  subject     text    not null,             -- digest of target and transfer: joins a stop with its notice
  raw         blob    not null,             -- the order's bytes
  digest      text    not null,             -- sha-256 of raw, hex
  random      integer not null,             -- random bits of the answer's serial number
  taken_at    integer not null,
  state       text    not null check (state in ('taken', 'answered', 'known')),
  code        text,                         -- result code of the answer
  answer      blob,                         -- the answer's bytes; never change once written
  answered_at integer,
  known_at    integer,                      -- when the centre said that it has the answer
  primary key (wire, id),
  check ((state = 'taken') = (answer is null)),
  check ((state = 'known') <= (known_at is not null))
) strict;
create index orders_open on orders (wire, state) where state <> 'known';
create index orders_subject on orders (subject);

-- Messages that could not be read at all, kept once each for an engineer.
create table strays (
  digest   text    not null primary key,
  wire     text    not null,
  raw      blob    not null,
  why      text    not null,
  taken_at integer not null
) strict;

-- When a hold of ours ends by our own clock.
create table timers (
  reference text    not null primary key,
  until_ms  integer not null
) strict;

-- Targets marked for the agency's own staff after a risk notice.
create table flags (
  order_id text    not null primary key,
  target   text    not null,
  at       integer not null
) strict;

-- The built-in ledger (crate::ledger).
create table accounts (
  number       text    not null primary key,
  holder       text    not null,
  class        text    not null check (class in ('personal', 'company', 'payment', 'sink')),
  currency     text    not null,
  balance      integer not null check (balance >= 0),
  status       text    not null check (status in ('open', 'closed', 'lost', 'white_listed'))
) strict;

create table holds (
  seq            integer primary key,       -- earlier holds take their part first
  reference      text    not null unique,
  number         text    not null references accounts (number),
  kind           text    not null check (kind in ('delay', 'stop', 'freeze')),
  organ          text    not null,
  limit_minor    integer,                   -- null: the whole account
  held_minor     integer not null,          -- when it was made
  balance_before integer not null,
  from_ms        integer not null,
  until_ms       integer,
  ended_at       integer,
  times          integer not null check (times >= 1),
  extended_by    text
) strict;
create index holds_number on holds (number);

create table postings (
  seq               integer primary key,    -- the account's own order
  id                text    not null,       -- of the transfer
  side              text    not null check (side in ('debit', 'credit')),
  number            text    not null references accounts (number),
  amount            integer not null check (amount > 0),
  at_ms             integer not null,
  balance_after     integer not null,
  other_institution text    not null,
  other_name        text    not null,
  other_number      text    not null,
  other_holder      text,
  other_class       text    not null,
  unique (id, side)
) strict;
create index postings_number on postings (number, at_ms);

create table numbers (
  number    text not null primary key,
  shut_by   text,                           -- null: in service
  shut_at   integer,
  check ((shut_by is null) = (shut_at is null))
) strict;
