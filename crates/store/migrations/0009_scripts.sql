-- Scripts that no type explained. Every column is covered by the row digest in the journal.

create table scripts (
    id TEXT primary key,          -- scr_ + 32 hex
    script_key TEXT not null,     -- from its first text: how the radar knows it again
    state TEXT not null,          -- draft, seconded, live, dismissed
    body TEXT not null            -- the record, JSON
);

create index scripts_key on scripts (script_key);
create index scripts_state on scripts (state);
