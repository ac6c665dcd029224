-- What several writers at once need: a place for entries until they have their number, and what every
-- server on one database must hold alike.

-- Entries of acts that are committed and have no number yet. Where there is one writer, none waits.
create table unnumbered (
    place BIGINT not null primary key, -- of two acts one of which saw the other's rows, the seeing one has the higher
    bytes BYTEA  not null              -- the entry's canonical bytes, numbered 0
);

-- With which keys the records were made: a server with other keys is refused.
create table founding (
    name  TEXT not null primary key, -- which key
    proof TEXT not null              -- what only that key gives, and what does not show it
);
