-- What was earned on a day lies together: an award writes where the awards of its day were written, and not each at a place of
-- its pocket's. What a pocket earned in a month is kept beside its balance, for the latest month in which it earned; of an
-- earlier one it is the sum of the days.
DROP INDEX earned_day;
ALTER TABLE earned DROP CONSTRAINT earned_pkey, ADD PRIMARY KEY (earned_on, pocket_id);

ALTER TABLE account_balance
    ADD COLUMN month_on DATE,
    ADD COLUMN month_beans BIGINT NOT NULL DEFAULT 0
        CHECK (month_beans >= 0 AND (month_on IS NOT NULL OR month_beans = 0));
UPDATE account_balance SET month_on = latest.month_on, month_beans = latest.beans
    FROM (SELECT DISTINCT ON (pocket_id) pocket_id, CAST(date_trunc('month', earned_on) AS DATE) AS month_on,
              CAST(SUM(beans) AS BIGINT) AS beans
          FROM earned GROUP BY 1, 2 ORDER BY pocket_id, month_on DESC) AS latest
    WHERE account_balance.account_id = latest.pocket_id;

-- A page of a pocket's entries is read from the index alone, which has to be told soon which pages everybody may see. A pocket's
-- next entry comes at the pocket's end, in the midst of the index: a page that is packed full would be split by it at once.
DROP INDEX entry_account;
CREATE INDEX entry_account ON entry (account_id, seq) INCLUDE (beans, balance_after) WITH (fillfactor = 70);
ALTER TABLE entry SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000);
