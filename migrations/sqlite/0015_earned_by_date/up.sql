-- What was earned on a day lies together: an award writes where the awards of its day were written, and not each at a place of
-- its pocket's. What a pocket earned in a month is kept beside its balance, for the latest month in which it earned; of an
-- earlier one it is the sum of the days.
DROP INDEX earned_day;
ALTER TABLE earned RENAME TO earned_by_pocket;
CREATE TABLE earned (
    pocket_id BIGINT NOT NULL REFERENCES account (id),
    earned_on DATE NOT NULL,
    beans BIGINT NOT NULL CHECK (beans >= 0),
    PRIMARY KEY (earned_on, pocket_id)
) WITHOUT ROWID;
INSERT INTO earned SELECT pocket_id, earned_on, beans FROM earned_by_pocket ORDER BY earned_on, pocket_id;
DROP TABLE earned_by_pocket;

ALTER TABLE account_balance ADD COLUMN month_on DATE;
ALTER TABLE account_balance ADD COLUMN month_beans BIGINT NOT NULL DEFAULT 0
    CHECK (month_beans >= 0 AND (month_on IS NOT NULL OR month_beans = 0));
UPDATE account_balance SET month_on = latest.month_on, month_beans = latest.beans
    FROM (SELECT pocket_id, MAX(month_on) AS month_on, beans
          FROM (SELECT pocket_id, date(earned_on, 'start of month') AS month_on, SUM(beans) AS beans
                FROM earned GROUP BY 1, 2)
          GROUP BY pocket_id) AS latest
    WHERE account_balance.account_id = latest.pocket_id;

-- A page of a pocket's entries is read from the index alone.
DROP INDEX entry_account;
CREATE INDEX entry_account ON entry (account_id, seq, beans, balance_after);
