-- Indices that answer in the order that is asked for. Without them a database reads a whole table, or
-- all of its primary key, for a few rows; and where many write at once, an act that reads everything
-- meets every other that writes anything.

create index orders_by_target on orders (target_key, kind, id);
drop index orders_by_case;
create index orders_by_case on orders (case_id, id);
drop index orders_by_measure;
create index orders_by_measure on orders (measure_id, id);
drop index receipts_by_order;
create index receipts_by_order on receipts (order_id, id);
drop index measures_by_target;
create index measures_by_target on measures (target_key, id);
drop index appeals_by_measure;
create index appeals_by_measure on appeals (measure_id, id);
drop index papers_by_case;
create index papers_by_case on papers (case_id, id);
create index cases_by_report on cases (reported_at);
