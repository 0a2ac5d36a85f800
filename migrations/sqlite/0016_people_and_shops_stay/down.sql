DROP TRIGGER notice_no_update_references;
DROP TRIGGER pay_code_no_update_references;
DROP TRIGGER redemption_no_update_references;
DROP TRIGGER shop_no_update_id;
DROP TRIGGER shop_no_delete;
DROP TRIGGER users_no_update_id;
DROP TRIGGER users_no_delete;
