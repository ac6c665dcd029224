-- The money line: accounts that movements know, movements, what was told of them, traces, lists of
-- stops; and lives with a state more. Every column is covered by the row digest in the journal.

-- A measure may be queued behind another organ's freeze; the clock then looks at that one's end.
create table measures_next (
    id TEXT primary key,          -- mea_ + 32 hex
    agency_id TEXT not null,      -- who carries it out
    kind TEXT not null,           -- delay, stop, freeze, hold, void or shut
    state TEXT not null check (state in ('pending', 'queued', 'in_force', 'renewed', 'not_imposed', 'lapsed', -- where its life stands
        'released', 'converted', 'returned')),
    target_key TEXT not null,     -- keyed digest of what is restricted
    until_at BIGINT,              -- when the clock has to look at it
    public_code TEXT not null unique, -- random, for the public page
    body TEXT not null,           -- the record, JSON
    check ((state in ('in_force', 'renewed')) <= (until_at is not null)),
    check ((until_at is not null) <= (state in ('queued', 'in_force', 'renewed')))
);
insert into measures_next select id, agency_id, kind, state, target_key, until_at, public_code, body from measures;
drop table measures;
alter table measures_next rename to measures;
create index measures_by_target on measures (target_key);
create index measures_running on measures (until_at) where until_at is not null;
create index measures_by_state on measures (kind, state);

-- An appeal may be upheld in part: the untainted part goes free.
create table appeals_next (
    id TEXT primary key,          -- apl_ + 32 hex
    measure_id TEXT not null,     -- against which measure
    state TEXT not null check (state in ('open', 'upheld', 'partly_upheld', 'rejected', 'clock_passed', 'moot')), -- where its life stands
    due_at BIGINT not null,       -- ms UTC, by when it is decided
    progress_code TEXT not null unique, -- random, for the person to ask how it stands
    body TEXT not null            -- the record, JSON
);
insert into appeals_next select id, measure_id, state, due_at, progress_code, body from appeals;
drop table appeals;
alter table appeals_next rename to appeals;
create index appeals_by_measure on appeals (measure_id);
create index appeals_open on appeals (state, due_at);

create table accounts (
    id TEXT primary key,          -- keyed digest of institution and number
    institution_id TEXT,          -- which agency of ours keeps it
    protected BOOLEAN not null,   -- no plan may stop it
    body TEXT not null            -- the record, JSON
);

create table movements (
    id TEXT primary key,          -- mov_ + 32 hex
    from_key TEXT not null,       -- account that paid
    to_key TEXT not null,         -- account that was paid
    amount BIGINT not null,       -- minor units
    at_ms BIGINT not null,        -- ms UTC, the debit's moment, else the credit's
    place BIGINT not null unique, -- order in which it became known
    debit_serial TEXT,            -- the payer's bank's number of it
    order_number TEXT,            -- the payment firm's number of it
    body TEXT not null            -- the record, JSON
);
create index movements_from on movements (from_key, at_ms);
create index movements_to on movements (to_key, at_ms);
create index movements_by_debit_serial on movements (debit_serial) where debit_serial is not null;
create index movements_by_order_number on movements (order_number) where order_number is not null;

create table statements (
    id TEXT primary key,          -- the receipt that brought it
    account_key TEXT,             -- the account that was asked about
    learned BOOLEAN not null,     -- every row has become a movement
    body TEXT not null            -- the record, JSON
);
create index statements_to_learn on statements (id) where not learned;

create table traces (
    id TEXT primary key,          -- trc_ + 32 hex
    case_id TEXT not null,        -- whose money
    body TEXT not null            -- the record, JSON
);
create index traces_by_case on traces (case_id, id);

create table stop_lists (
    id TEXT primary key,          -- lst_ + 32 hex
    case_id TEXT not null,        -- which case proposes it
    state TEXT not null check (state in ('open', 'approved', 'dropped')), -- where its life stands
    body TEXT not null            -- the record, JSON
);
create index stop_lists_by_case on stop_lists (case_id);
