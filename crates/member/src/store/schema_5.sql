-- Fifth version: what is new on a watched account is found without reading all that moved on it.
create index postings_after on postings (number, seq);
