-- What people who lost nothing tell the centre by its public pages. Every column is covered by the row digest in the
-- journal.

create table tips (
    id TEXT primary key,          -- tip_ + 32 hex
    kind TEXT not null,           -- number, message, link, app, account, approach
    thing_key TEXT,               -- keyed hash of what is told of, where the lists know its form
    state TEXT not null check (state in ('open', 'closed')), -- whether an officer has looked
    progress_code TEXT not null unique, -- random, for whoever told it
    body TEXT not null            -- the record, JSON
);
create index tips_by_state on tips (state, id);
create index tips_of_thing on tips (thing_key, id) where thing_key is not null;
