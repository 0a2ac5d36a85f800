-- An award's and a redemption's posting is looked for for all rows of a statement at once, as an entry's is (0012): row by
-- row it took a quarter of the time of writing a batch. The journal is append-only, so only these tables' side can break it.
CREATE FUNCTION posting_must_be_there() RETURNS trigger LANGUAGE plpgsql
    -- Follow the keys, whatever is believed of the tables' sizes: the plan is made once and the journal grows.
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    IF EXISTS (SELECT FROM added WHERE seq IS NOT NULL
        AND NOT EXISTS (SELECT FROM journal WHERE journal.seq = added.seq)) THEN
        RAISE foreign_key_violation USING
            MESSAGE = TG_TABLE_NAME || ': a row of a posting that is not there', TABLE = TG_TABLE_NAME,
            CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;

ALTER TABLE award DROP CONSTRAINT award_seq_fkey;
ALTER TABLE redemption DROP CONSTRAINT redemption_seq_fkey;

-- The arguments say what is kept, for who reads the schema. A trigger that sees all rows of a statement can be for one kind
-- of statement only.
CREATE TRIGGER award_inserted_posting AFTER INSERT ON award REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION posting_must_be_there('seq REFERENCES journal(seq)');
CREATE TRIGGER award_updated_posting AFTER UPDATE ON award REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION posting_must_be_there('seq REFERENCES journal(seq)');
CREATE TRIGGER redemption_inserted_posting AFTER INSERT ON redemption REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION posting_must_be_there('seq REFERENCES journal(seq)');
CREATE TRIGGER redemption_updated_posting AFTER UPDATE ON redemption REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION posting_must_be_there('seq REFERENCES journal(seq)');

-- Nobody looks for all awards of a resident but through the resident's reports; every award paid for this index, at another
-- place of it each time. Only those that were left out (a suspended resident's) are looked for by resident.
DROP INDEX award_resident;
CREATE INDEX award_excluded ON award (resident_id) WHERE excluded;
