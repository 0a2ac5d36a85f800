-- What the last batch left here at random. A writer that finds its own mark knows that nobody has written since, and that
-- what it remembers of accounts and pay codes still holds (docs/adr/0017).
ALTER TABLE ledger_head ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;

-- What a batch writes is conditional on the head, so there must always be one.
CREATE TRIGGER ledger_head_kept BEFORE DELETE OR TRUNCATE ON ledger_head
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
