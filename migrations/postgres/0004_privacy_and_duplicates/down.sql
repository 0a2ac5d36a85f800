DROP INDEX photo_to_compare;
ALTER TABLE photo DROP COLUMN compared;
DROP TABLE photo_match;
DROP TABLE photo_print;
DROP INDEX report_place;
DROP TABLE report_join;
DROP TABLE identity_view;
