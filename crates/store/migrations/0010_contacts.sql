-- Whom users of telephones named to their carriers, and alarms about calls. Every column is covered by the
-- row digest in the journal.

create table contacts (
    id TEXT primary key,          -- ctc_ + 32 hex
    agency_id TEXT not null,      -- the carrier that keeps the user's word
    user_key TEXT not null,       -- keyed digest of the user's number
    kind TEXT not null,           -- relative, allowed
    ended_at BIGINT,              -- ms UTC, when it was taken back
    body TEXT not null            -- the record, JSON
);
create index contacts_of_user on contacts (agency_id, user_key);

create table call_alarms (
    id TEXT primary key,          -- alm_ + 32 hex
    agency_id TEXT not null,      -- the carrier whose call it is
    call_id TEXT not null,        -- the carrier's own number of the call
    body TEXT not null            -- the record, JSON
);
create index call_alarms_of_agency on call_alarms (agency_id, id);
