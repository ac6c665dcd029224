-- Fourth version: a hold's limit may be raised as well.
alter table holds rename column reduced_by to limited_by;  -- the order that last changed its limit
