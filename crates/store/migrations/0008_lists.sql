-- Who is listed, who agreed to advertising, who refused it, who complained. Every column is covered by the
-- row digest in the journal. Large lists lie in files beside the records.

create table listings (
    id TEXT primary key,          -- lsg_ + 32 hex
    kind TEXT not null,           -- number, account, name, host, wallet, device or app
    thing_key TEXT not null,      -- keyed hash of what is listed
    state TEXT not null check (state in ('proposed', 'in_force', 'refused', 'ended')), -- where its life stands
    measure_id TEXT,              -- the measure it stems from
    public_code TEXT not null unique, -- random, for whoever objects
    body TEXT not null            -- the record, JSON
);
create index listings_by_thing on listings (thing_key);
create index listings_by_state on listings (state, id);
create index listings_by_measure on listings (measure_id) where measure_id is not null;

create table consents (
    id TEXT primary key,          -- cns_ + 32 hex
    agency_id TEXT not null,      -- who keeps the proof
    sender_key TEXT not null,     -- keyed hash of the number that advertises
    receiver_key TEXT not null,   -- keyed hash of the number that agreed
    body TEXT not null            -- the record, JSON
);
create index consents_by_pair on consents (sender_key, receiver_key);
create index consents_by_agency on consents (agency_id, id);

create table refused_calls (
    id TEXT primary key,          -- rfc_ + 32 hex
    number_key TEXT not null,     -- keyed hash of the number that refused
    ended_at BIGINT,              -- ms UTC, when it was taken back
    body TEXT not null            -- the record, JSON
);
create index refused_calls_by_number on refused_calls (number_key);

create table complaints (
    id TEXT primary key,          -- cmp_ + 32 hex
    number_key TEXT not null,     -- keyed hash of the number complained of
    by_key TEXT not null,         -- keyed hash of the number that complains
    filed_at BIGINT not null,     -- ms UTC
    counts BOOLEAN not null,      -- first of this person about this number
    place BIGINT not null unique, -- order in the feed
    body TEXT not null            -- the record, JSON
);
create index complaints_by_number on complaints (number_key, by_key);

create table taken_lists (
    id TEXT primary key,          -- SHA-256 of the file
    place BIGINT not null unique, -- order in which files were taken; the last is in force
    body TEXT not null            -- the record, JSON
);
