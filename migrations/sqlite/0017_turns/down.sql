DROP TRIGGER ledger_head_no_delete;
ALTER TABLE ledger_head DROP COLUMN turn;
