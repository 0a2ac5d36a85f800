DROP TRIGGER entry_references ON entry;
DROP FUNCTION entry_keeps_references();
ALTER TABLE entry
    ADD CONSTRAINT entry_seq_fkey FOREIGN KEY (seq) REFERENCES journal (seq),
    ADD CONSTRAINT entry_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id);
