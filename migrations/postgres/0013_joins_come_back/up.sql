-- The report that somebody joined, where it was merged into this one since: so that an undone merge takes them back.
ALTER TABLE report_join ADD COLUMN moved_from_id TEXT;
