-- Who an officer is at the site's identity provider. Covered by the row digest in the journal.

create table identities (
    id TEXT primary key,          -- idn_ + 32 hex
    officer_id TEXT not null,     -- whose
    subject_key TEXT not null,    -- keyed digest of issuer and subject
    ended_at BIGINT,              -- ms UTC, when it was taken away
    body TEXT not null            -- the record, JSON
);
create index identities_of_subject on identities (subject_key);
create index identities_of_officer on identities (officer_id);
