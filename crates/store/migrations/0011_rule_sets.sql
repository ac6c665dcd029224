-- Sets of rules that officers wrote. Every column is covered by the row digest in the journal.

create table rule_sets (
    id TEXT primary key,          -- rls_ + 32 hex
    number BIGINT not null,       -- counted from 1
    digest TEXT not null,         -- of the files' names and texts: what a verdict bears
    state TEXT not null,          -- proposed, shadow, in_force, replaced, retired, refused, withdrawn
    body TEXT not null            -- the record, JSON
);

create index rule_sets_state on rule_sets (state);
