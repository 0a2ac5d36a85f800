-- What the last batch left here at random. A writer that finds its own mark knows that nobody has written since, and that
-- what it remembers of accounts and pay codes still holds (docs/adr/0017).
ALTER TABLE ledger_head ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
