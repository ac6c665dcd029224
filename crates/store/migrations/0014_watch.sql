-- Watches that end: the desk goes from one officer to the next, with what waits.

-- Every column is covered by the row digest in the journal.
create table handovers (
    id TEXT primary key,          -- hov_ + 32 hex
    from_id TEXT not null,        -- the officer who went
    to_id TEXT not null,          -- the officer who comes
    state TEXT not null,          -- open, taken, replaced
    body TEXT not null            -- the record, JSON
);
create index handovers_open on handovers (state, from_id);
