-- Residents who do not want to stand in the monthly rank.
CREATE TABLE rank_opt_out (
    resident_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
    since TIMESTAMP NOT NULL
);

-- Shops where a refund asks for a PIN that the manager knows.
CREATE TABLE refund_pin (
    shop_id TEXT NOT NULL PRIMARY KEY REFERENCES shop (id),
    pin_hash TEXT NOT NULL,
    set_by TEXT NOT NULL REFERENCES users (id),
    set_at TIMESTAMP NOT NULL
);

-- A month's rank reads the days of that month only. Rows come in the order of their days, so ranges of pages are
-- enough: a tree would cost each award a second descent.
CREATE INDEX earned_day ON earned USING brin (earned_on) WITH (pages_per_range = 32, autosummarize = on);
