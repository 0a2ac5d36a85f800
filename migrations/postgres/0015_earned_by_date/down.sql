ALTER TABLE entry RESET (autovacuum_vacuum_insert_scale_factor, autovacuum_vacuum_insert_threshold);
DROP INDEX entry_account;
CREATE INDEX entry_account ON entry (account_id, seq);

ALTER TABLE account_balance DROP COLUMN month_beans, DROP COLUMN month_on;
ALTER TABLE earned DROP CONSTRAINT earned_pkey, ADD PRIMARY KEY (pocket_id, earned_on);
CREATE INDEX earned_day ON earned USING brin (earned_on) WITH (pages_per_range = 32, autosummarize = on);
