-- The ground: the journal's entries and what an act needs around it. No covered record stands here.

-- One entry per act, in commit order, without gaps.
create table entries (
    seq   BIGINT not null primary key, -- our order, from 0
    bytes BYTEA  not null,             -- the entry's canonical bytes
    leaf  BYTEA  not null,             -- its leaf hash in the Merkle tree, 32 bytes; derived from bytes
    check (seq >= 0)
);

-- Which entries speak of which case, order, measure …; derived from entries.
create table entry_subjects (
    subject TEXT   not null, -- an id as printed, such as ord_…
    seq     BIGINT not null, -- the entry
    primary key (subject, seq)
);

-- Personal data, encrypted. An erased fact has no row: its commitment stays in the journal.
create table sealed (
    id         TEXT  not null primary key, -- sld_…
    field      TEXT  not null,             -- what it is, such as account_number; part of the commitment
    commitment BYTEA not null,             -- HMAC-SHA256 of field and plaintext under salt
    salt       BYTEA not null,             -- 32 random bytes, the key of the commitment
    nonce      BYTEA not null,             -- 24 random bytes of XChaCha20-Poly1305
    cipher     BYTEA not null              -- the encrypted plaintext
);

-- Answers already given, so that a repeated request gets the same one.
create table idempotency (
    key       TEXT   not null, -- chosen by the caller
    actor     TEXT   not null, -- whose key it is: keys of two callers never meet
    body_hash BYTEA  not null, -- SHA-256 of the raw body: the same key with another body is refused
    status    BIGINT not null, -- the status of the answer
    response  BYTEA  not null, -- the body of the answer
    at        BIGINT not null, -- when it was given
    primary key (actor, key)
);
create index idempotency_by_age on idempotency (at);

-- Signed heads of the Merkle tree; derived from entries, but the signatures are published.
create table checkpoints (
    size BIGINT not null primary key, -- entries under this head
    note TEXT   not null,             -- the signed note
    at   BIGINT not null              -- when it was signed
);

-- Messages to agencies that wait for their answer. Delivered at least once.
create table outbox (
    id           TEXT    not null primary key, -- the message
    agency       TEXT    not null,             -- who it is for
    wire         TEXT    not null,             -- how it goes there
    order_id     TEXT    not null,             -- the order it carries
    urgent       BOOLEAN not null,             -- goes before the others
    payload      BYTEA   not null,             -- the very bytes that are sent, each time the same
    created_at   BIGINT  not null,             -- queued
    leased_until BIGINT,                       -- handed out; returns when this passes without an answer
    fetched_at   BIGINT,                       -- first handed out; set once
    answered_at  BIGINT                        -- answered or withdrawn; never handed out again
);
create index outbox_waiting on outbox (agency, wire, urgent, created_at) where answered_at is null;
