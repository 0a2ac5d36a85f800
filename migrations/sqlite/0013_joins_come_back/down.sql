ALTER TABLE report_join DROP COLUMN moved_from_id;
