-- What proves who somebody is besides a password, and what is known of a session. The first three tables are
-- covered by the row digest in the journal; the last two hold no act.

create table second_factors (
    id TEXT primary key,          -- the officer
    body TEXT not null            -- a reference to the sealed secret, the newest used step, digests of recovery codes
);

create table passkeys (
    id TEXT primary key,          -- psk_ + 32 hex
    credential TEXT not null unique, -- the browser's own id of it, base64url
    officer_id TEXT not null,     -- whose
    ended_at BIGINT,              -- ms UTC, when it was taken away
    body TEXT not null            -- the record, JSON
);
create index passkeys_of_officer on passkeys (officer_id);

-- Everybody signs in anew: of older sessions nobody knows from where they are.
drop table sessions;
create table sessions (
    token TEXT primary key,       -- sha-256 of the token, hex
    id TEXT not null unique,      -- ses_ + 32 hex, by which its owner ends it
    officer_id TEXT not null,     -- whose session
    stage TEXT not null check (stage in ('full', 'second', 'enrol')), -- whether a second factor is still to come
    way TEXT not null,            -- by what it began: password, totp, recovery_code, passkey, outside
    device TEXT not null,         -- what the browser or program calls itself
    created_at BIGINT not null,   -- ms UTC, when it began
    seen_at BIGINT not null,      -- ms UTC, when somebody was last there, to the minute
    idle_until BIGINT,            -- ms UTC, when it ends unless somebody is there; none for a program's
    expires_at BIGINT not null    -- ms UTC, when it ends by itself
);
create index sessions_of_officer on sessions (officer_id);

-- Questions that a browser or an outside sign-in has yet to answer, each once.
create table sign_in_steps (
    id TEXT primary key,          -- sha-256 of what the answer has to name, hex
    kind TEXT not null,           -- which question: passkey_new, passkey, outside
    officer_id TEXT,              -- whom it was put to; none where that is not known yet
    body TEXT not null,           -- what the answer is compared with, JSON
    expires_at BIGINT not null    -- ms UTC, until when it may be answered
);
