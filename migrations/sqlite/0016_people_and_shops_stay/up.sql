-- Who was ever a user or a shop stays in the tables, as a closed account if need be: nothing in the program removes one, and
-- from now on nobody does. What a redemption, a pay code and a notice refer to never
-- changes.
CREATE TRIGGER users_no_delete BEFORE DELETE ON users BEGIN
    SELECT RAISE(ABORT, 'users is append-only');
END;
CREATE TRIGGER users_no_update_id BEFORE UPDATE OF id ON users BEGIN
    SELECT RAISE(ABORT, 'users is append-only');
END;
CREATE TRIGGER shop_no_delete BEFORE DELETE ON shop BEGIN
    SELECT RAISE(ABORT, 'shop is append-only');
END;
CREATE TRIGGER shop_no_update_id BEFORE UPDATE OF id ON shop BEGIN
    SELECT RAISE(ABORT, 'shop is append-only');
END;
CREATE TRIGGER redemption_no_update_references BEFORE UPDATE OF seq, shop_id, cashier_id, resident_id ON redemption BEGIN
    SELECT RAISE(ABORT, 'redemption is append-only');
END;
CREATE TRIGGER pay_code_no_update_references BEFORE UPDATE OF resident_id ON pay_code BEGIN
    SELECT RAISE(ABORT, 'pay_code is append-only');
END;
CREATE TRIGGER notice_no_update_references BEFORE UPDATE OF recipient_id ON notice BEGIN
    SELECT RAISE(ABORT, 'notice is append-only');
END;
