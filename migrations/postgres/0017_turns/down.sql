DROP TRIGGER ledger_head_kept ON ledger_head;
ALTER TABLE ledger_head DROP COLUMN turn;
