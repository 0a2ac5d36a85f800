DROP INDEX award_excluded;
CREATE INDEX award_resident ON award (resident_id, reckoned_on);

DROP TRIGGER award_inserted_posting ON award;
DROP TRIGGER award_updated_posting ON award;
DROP TRIGGER redemption_inserted_posting ON redemption;
DROP TRIGGER redemption_updated_posting ON redemption;
DROP FUNCTION posting_must_be_there();
ALTER TABLE award ADD CONSTRAINT award_seq_fkey FOREIGN KEY (seq) REFERENCES journal (seq);
ALTER TABLE redemption ADD CONSTRAINT redemption_seq_fkey FOREIGN KEY (seq) REFERENCES journal (seq);
