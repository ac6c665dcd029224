-- The nouns: each row is a document (`body`) beside the columns that queries select by.
-- Every column of these tables is covered by the row digest in the journal.

-- Agencies: police, banks, payment firms, carriers.
create table agencies (
    id TEXT primary key,          -- agy_ + 32 hex
    code TEXT not null unique,    -- institution code on the wires
    active BOOLEAN not null,      -- may be sent orders
    body TEXT not null            -- the agency
);

-- Keys by which agencies sign in; only digests are kept.
create table agency_keys (
    id TEXT primary key,          -- sha-256 of the key, hex
    agency_id TEXT not null,      -- whose key
    revoked_at BIGINT,            -- no longer valid since
    body TEXT not null -- the record, JSON
);

create table officers (
    id TEXT primary key,          -- off_ + 32 hex
    login TEXT not null unique,   -- name to sign in with
    active BOOLEAN not null, -- may sign in and act
    body TEXT not null -- the record, JSON
);

create table credentials (
    id TEXT primary key,          -- the officer
    body TEXT not null            -- argon2id hash and when it was set
);

-- The duty roster: two police officers, from and until.
create table duties (
    id TEXT primary key, -- dty_ + 32 hex
    from_at BIGINT not null,      -- ms UTC, inclusive
    until_at BIGINT not null,     -- ms UTC, exclusive
    body TEXT not null, -- the record, JSON
    check (from_at < until_at)
);

create table norms (
    id TEXT primary key,          -- key@version
    norm_key TEXT not null, -- one of NormKey, such as stop.life
    version BIGINT not null, -- from 1; the highest in force holds
    effective_from BIGINT not null, -- ms UTC, from when it may hold
    body TEXT not null, -- the record, JSON
    unique (norm_key, version)
);

create table proposals (
    id TEXT primary key, -- prp_ + 32 hex
    norm_key TEXT not null, -- of which norm a new version is proposed
    state TEXT not null check (state in ('open', 'adopted', 'refused')), -- where its life stands
    body TEXT not null -- the record, JSON
);

create table cases (
    id TEXT primary key,          -- cas_ + 32 hex
    number TEXT not null unique,  -- printed on papers
    reported_at BIGINT not null, -- ms UTC, when the victim reported
    body TEXT not null -- the record, JSON
);

create table orders (
    id TEXT primary key,          -- ord_ + 32 hex
    case_id TEXT,                 -- none for orders outside a case
    agency_id TEXT not null,      -- to whom
    measure_id TEXT,              -- the effect it is about
    kind TEXT not null, -- what is asked, such as stop
    state TEXT not null check (state in ('drafted', 'awaiting_papers', 'awaiting_approval', 'approved', -- where its life stands
        'dispatched', 'seen', 'done', 'part', 'refused', 'failed', 'withdrawn')),
    target_key TEXT not null,     -- keyed digest of what it is about
    due_at BIGINT,                -- by when an answer is due
    drafted_at BIGINT not null, -- ms UTC
    body TEXT not null, -- the record, JSON
    check ((state in ('dispatched', 'seen', 'done', 'part', 'refused', 'failed')) = (due_at is not null))
);
create index orders_by_case on orders (case_id);
create index orders_by_agency on orders (agency_id, id);
create index orders_by_measure on orders (measure_id);
create index orders_open on orders (state, due_at);

create table measures (
    id TEXT primary key,          -- mea_ + 32 hex
    agency_id TEXT not null,      -- who carries it out
    kind TEXT not null, -- delay, stop or shut
    state TEXT not null check (state in ('pending', 'in_force', 'renewed', 'not_imposed', 'lapsed', 'released', -- where its life stands
        'converted', 'returned')),
    target_key TEXT not null, -- keyed digest of what is restricted
    until_at BIGINT,              -- when it ends by itself
    public_code TEXT not null unique, -- random, for the public page
    body TEXT not null, -- the record, JSON
    check ((state in ('in_force', 'renewed')) = (until_at is not null))
);
create index measures_by_target on measures (target_key);
create index measures_running on measures (until_at) where until_at is not null;

create table receipts (
    id TEXT primary key, -- rcp_ + 32 hex
    order_id TEXT not null, -- which order it answers
    agency_id TEXT not null, -- who answered
    received_at BIGINT not null, -- ms UTC, by our clock
    body TEXT not null -- the record, JSON
);
create index receipts_by_order on receipts (order_id);

create table papers (
    id TEXT primary key, -- pap_ + 32 hex
    case_id TEXT,                 -- the case it belongs to
    officer_id TEXT,              -- or the officer whose certificate it is
    body TEXT not null -- the record, JSON
);
create index papers_by_case on papers (case_id);

create table appeals (
    id TEXT primary key, -- apl_ + 32 hex
    measure_id TEXT not null, -- against which measure
    state TEXT not null check (state in ('open', 'upheld', 'rejected', 'clock_passed', 'moot')), -- where its life stands
    due_at BIGINT not null, -- ms UTC, by when it is decided
    progress_code TEXT not null unique, -- random, for the person to ask how it stands
    body TEXT not null -- the record, JSON
);
create index appeals_by_measure on appeals (measure_id);
create index appeals_open on appeals (state, due_at);

-- Acts under standing authority, to be read again after the shift.
create table reviews (
    id TEXT primary key,          -- the order
    due_at BIGINT not null, -- ms UTC, by when it is to be signed
    reviewed_at BIGINT, -- ms UTC, when it was; none while it waits
    body TEXT not null -- the record, JSON
);

create table bank_reports (
    id TEXT primary key, -- brp_ + 32 hex
    agency_id TEXT not null, -- who reported
    application_id TEXT not null, -- the agency's own number of it
    answered_at BIGINT,           -- when the 100402 was fetched
    body TEXT not null, -- the record, JSON
    unique (agency_id, application_id)
);

-- Sessions of signed-in officers: no act, so not covered.
create table sessions (
    token TEXT primary key,       -- sha-256 of the token, hex
    officer_id TEXT not null, -- whose session
    created_at BIGINT not null, -- ms UTC, when it began
    expires_at BIGINT not null -- ms UTC, when it ends by itself
);

-- Failed sign-ins, to slow guessing.
create table sign_in_failures (
    login TEXT primary key,       -- keyed digest of what was typed
    count BIGINT not null, -- failed attempts since the last success or pause
    last_at BIGINT not null -- ms UTC, the newest of them
);
