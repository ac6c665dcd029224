-- Files of transfers that were imported. Every column is covered by the row digest in the journal.

create table imports (
    id TEXT primary key,          -- imp_ + 32 hex, from the keyed digest of the file
    rows_before BIGINT not null,  -- rows of earlier files that come before its first
    row_count BIGINT not null,    -- rows in it, those that could not be read among them
    done_at BIGINT,               -- ms UTC, when its last row was learned
    body TEXT not null            -- the record, JSON
);
