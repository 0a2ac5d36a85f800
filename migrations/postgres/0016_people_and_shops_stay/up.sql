-- Who was ever a user or a shop stays in the tables, as a closed account if need be: nothing in the program removes one, and
-- from now on nobody does. So what refers to them cannot lose them, and the rows that a sale and its notice write are checked
-- for a batch at once (as in 0012 and 0014): row by row, their foreign keys also locked and wrote each user and shop that they
-- found.
CREATE TRIGGER users_kept BEFORE DELETE OR TRUNCATE ON users
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER users_id_kept BEFORE UPDATE OF id ON users
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER shop_kept BEFORE DELETE OR TRUNCATE ON shop
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER shop_id_kept BEFORE UPDATE OF id ON shop
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION redemption_keeps_references() RETURNS trigger LANGUAGE plpgsql
    -- Follow the keys, whatever is believed of the tables' sizes: the plan is made once and the tables grow.
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    -- One question each: of several in one, PostgreSQL would hash whole tables.
    IF EXISTS (SELECT FROM added WHERE NOT EXISTS (SELECT FROM journal WHERE journal.seq = added.seq))
        OR EXISTS (SELECT FROM added WHERE NOT EXISTS (SELECT FROM shop WHERE shop.id = added.shop_id))
        OR EXISTS (SELECT FROM added WHERE NOT EXISTS (SELECT FROM users WHERE users.id = added.cashier_id))
        OR EXISTS (SELECT FROM added WHERE NOT EXISTS (SELECT FROM users WHERE users.id = added.resident_id)) THEN
        RAISE foreign_key_violation USING
            MESSAGE = 'a redemption of a posting, a shop or a user that is not there', TABLE = TG_TABLE_NAME,
            CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION pay_code_keeps_resident() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    IF EXISTS (SELECT FROM added WHERE NOT EXISTS (SELECT FROM users WHERE users.id = added.resident_id)) THEN
        RAISE foreign_key_violation USING
            MESSAGE = 'a pay code of a user who is not there', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION notice_keeps_recipient() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
    IF EXISTS (SELECT FROM added WHERE NOT EXISTS (SELECT FROM users WHERE users.id = added.recipient_id)) THEN
        RAISE foreign_key_violation USING
            MESSAGE = 'a notice to a user who is not there', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
    END IF;
    RETURN NULL;
END $$;

ALTER TABLE redemption
    DROP CONSTRAINT redemption_shop_id_fkey,
    DROP CONSTRAINT redemption_cashier_id_fkey,
    DROP CONSTRAINT redemption_resident_id_fkey;
ALTER TABLE pay_code DROP CONSTRAINT pay_code_resident_id_fkey;
ALTER TABLE notice DROP CONSTRAINT notice_recipient_id_fkey;
DROP TRIGGER redemption_inserted_posting ON redemption;
DROP TRIGGER redemption_updated_posting ON redemption;

-- What a redemption, a pay code and a notice refer to never changes, so only what is added has to be looked at.
CREATE TRIGGER redemption_references AFTER INSERT ON redemption REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION redemption_keeps_references('seq REFERENCES journal(seq)', 'shop_id REFERENCES shop(id)',
        'cashier_id REFERENCES users(id)', 'resident_id REFERENCES users(id)');
CREATE TRIGGER redemption_references_kept BEFORE UPDATE OF seq, shop_id, cashier_id, resident_id ON redemption
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pay_code_references AFTER INSERT ON pay_code REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION pay_code_keeps_resident('resident_id REFERENCES users(id)');
CREATE TRIGGER pay_code_references_kept BEFORE UPDATE OF resident_id ON pay_code
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER notice_references AFTER INSERT ON notice REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION notice_keeps_recipient('recipient_id REFERENCES users(id)');
CREATE TRIGGER notice_references_kept BEFORE UPDATE OF recipient_id ON notice
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
