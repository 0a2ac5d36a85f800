-- What one award needs where every award is a transaction of its own: the same facts as the program keeps, in the
-- same types, with the keys and checks that hold the same rules. Split identity from balance and keep foreign keys
-- off the hot row: with them this design is slower still.
CREATE TABLE peer_account (
    id BIGINT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL UNIQUE
);
CREATE TABLE peer_balance (
    account_id BIGINT NOT NULL PRIMARY KEY,
    beans BIGINT NOT NULL CHECK (beans >= 0)
) WITH (fillfactor = 60);
CREATE TABLE peer_budget (
    id BIGINT NOT NULL PRIMARY KEY,
    beans BIGINT NOT NULL CHECK (beans >= 0)
) WITH (fillfactor = 10);
CREATE TABLE peer_earned_day (
    pocket_id BIGINT NOT NULL,
    earned_on DATE NOT NULL,
    beans BIGINT NOT NULL,
    PRIMARY KEY (pocket_id, earned_on)
) WITH (fillfactor = 60);
CREATE TABLE peer_earned_month (
    pocket_id BIGINT NOT NULL,
    month DATE NOT NULL,
    beans BIGINT NOT NULL,
    PRIMARY KEY (pocket_id, month)
) WITH (fillfactor = 60);
CREATE TABLE peer_award (
    deed_id BIGINT NOT NULL PRIMARY KEY,
    pocket_id BIGINT NOT NULL,
    beans BIGINT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE TABLE peer_journal (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT NOT NULL,
    deed_id BIGINT NOT NULL,
    actor_id TEXT,
    at TIMESTAMP NOT NULL
);
CREATE TABLE peer_entry (
    seq BIGINT NOT NULL REFERENCES peer_journal (seq),
    line INTEGER NOT NULL,
    account_id BIGINT NOT NULL REFERENCES peer_account (id),
    beans BIGINT NOT NULL CHECK (beans <> 0),
    PRIMARY KEY (seq, line)
);
CREATE INDEX peer_entry_account ON peer_entry (account_id, seq);

-- Account 0 is the budget's.
INSERT INTO peer_account SELECT n, 'owner-' || n FROM generate_series(0, :residents) AS n;
INSERT INTO peer_balance SELECT n, 0 FROM generate_series(1, :residents) AS n;
INSERT INTO peer_budget VALUES (0, 10000000000000);
VACUUM ANALYZE;
