DROP INDEX entry_account;
CREATE INDEX entry_account ON entry (account_id, seq);

ALTER TABLE account_balance DROP COLUMN month_beans;
ALTER TABLE account_balance DROP COLUMN month_on;

ALTER TABLE earned RENAME TO earned_by_date;
CREATE TABLE earned (
    pocket_id BIGINT NOT NULL REFERENCES account (id),
    earned_on DATE NOT NULL,
    beans BIGINT NOT NULL CHECK (beans >= 0),
    PRIMARY KEY (pocket_id, earned_on)
);
INSERT INTO earned SELECT pocket_id, earned_on, beans FROM earned_by_date;
DROP TABLE earned_by_date;
CREATE INDEX earned_day ON earned (earned_on);
