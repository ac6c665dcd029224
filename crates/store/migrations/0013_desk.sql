-- The officers' desk: who has what in hand, cases taken for one, objects looked up.

-- A lease: what an officer did stands in the journal, how long he may still go on does not.
create table in_hand (
    wait TEXT not null,           -- for what a person is waited for: approval, appeal, …
    subject_id TEXT not null,     -- the order, list, measure, appeal, report or entry
    officer_id TEXT,              -- who has it in hand; none when it is only put off
    taken_at BIGINT,              -- ms UTC, since when
    until_at BIGINT,              -- ms UTC, until when, unless it is renewed
    given_by TEXT,                -- the supervisor who gave it, if one did
    off_until BIGINT,             -- ms UTC, until when it is put off
    off_by TEXT,                  -- who put it off
    off_why TEXT,                 -- why, without personal data
    primary key (wait, subject_id)
);

-- Every column of the two below is covered by the row digest in the journal.
create table mergers (
    id TEXT primary key,          -- mrg_ + 32 hex
    case_id TEXT not null,        -- the second report
    into_id TEXT not null,        -- the case that it is worked on with
    state TEXT not null,          -- merged, parted
    body TEXT not null            -- the record, JSON
);
create index mergers_of_case on mergers (case_id, state);
create index mergers_into on mergers (into_id, state);

create table look_ups (
    id TEXT primary key,          -- lkp_ + 32 hex
    thing_key TEXT not null,      -- keyed digest of what was looked up
    officer_id TEXT not null,     -- who looked
    body TEXT not null            -- the record, JSON
);
create index look_ups_of_thing on look_ups (thing_key, id);
