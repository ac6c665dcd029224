-- Files of orders and receipts that were carried between networks. Every column is covered by the row
-- digest in the journal.

create table bundles (
    id TEXT primary key,          -- agency, direction and number
    agency_id TEXT not null,      -- for whom it was made, or from whom it came
    direction TEXT not null,      -- out, in
    sequence BIGINT not null,     -- from one on, for this agency and this direction
    body TEXT not null            -- the record, JSON
);

create index bundles_agency on bundles (agency_id, direction, sequence);
