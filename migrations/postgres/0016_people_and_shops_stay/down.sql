DROP TRIGGER notice_references_kept ON notice;
DROP TRIGGER notice_references ON notice;
DROP FUNCTION notice_keeps_recipient();
ALTER TABLE notice ADD CONSTRAINT notice_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES users (id);

DROP TRIGGER pay_code_references_kept ON pay_code;
DROP TRIGGER pay_code_references ON pay_code;
DROP TRIGGER redemption_references_kept ON redemption;
DROP TRIGGER redemption_references ON redemption;
DROP FUNCTION pay_code_keeps_resident();
DROP FUNCTION redemption_keeps_references();
CREATE TRIGGER redemption_inserted_posting AFTER INSERT ON redemption REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION posting_must_be_there('seq REFERENCES journal(seq)');
CREATE TRIGGER redemption_updated_posting AFTER UPDATE ON redemption REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION posting_must_be_there('seq REFERENCES journal(seq)');
ALTER TABLE redemption
    ADD CONSTRAINT redemption_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shop (id),
    ADD CONSTRAINT redemption_cashier_id_fkey FOREIGN KEY (cashier_id) REFERENCES users (id),
    ADD CONSTRAINT redemption_resident_id_fkey FOREIGN KEY (resident_id) REFERENCES users (id);
ALTER TABLE pay_code ADD CONSTRAINT pay_code_resident_id_fkey FOREIGN KEY (resident_id) REFERENCES users (id);

DROP TRIGGER shop_id_kept ON shop;
DROP TRIGGER shop_kept ON shop;
DROP TRIGGER users_id_kept ON users;
DROP TRIGGER users_kept ON users;
