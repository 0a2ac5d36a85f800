-- In-app notices: what caused them (the outbox), the notices, and how far the journal has been told of.

-- Written in the transaction of what happened, deleted in the transaction that turns it into notices. `broken`: the
-- program could not read it; kept to be looked at, and in nobody's way.
CREATE TABLE notice_cause (
    id TEXT NOT NULL PRIMARY KEY,
    cause TEXT NOT NULL UNIQUE,
    at TIMESTAMP NOT NULL,
    body TEXT NOT NULL,
    broken BOOLEAN NOT NULL
);
CREATE INDEX notice_cause_waiting ON notice_cause (id) WHERE NOT broken;

-- Numbered in the order of their commits, because whoever writes them holds the row of notice_head: a reader who has
-- seen number n will never find a new one below it.
CREATE TABLE notice (
    seq BIGINT NOT NULL PRIMARY KEY CHECK (seq > 0),
    recipient_id TEXT NOT NULL REFERENCES users (id),
    cause TEXT NOT NULL,
    kind TEXT NOT NULL,
    facts TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    read_at TIMESTAMP
);
CREATE UNIQUE INDEX notice_once ON notice (cause, recipient_id);
CREATE INDEX notice_recipient ON notice (recipient_id, seq);
CREATE INDEX notice_unread ON notice (recipient_id, seq) WHERE read_at IS NULL;

-- The one row that says which number comes next and up to which posting the journal has been told of.
CREATE TABLE notice_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL CHECK (seq >= 0),
    journal_seq BIGINT NOT NULL CHECK (journal_seq >= 0)
);

-- What a passing time limit was told for: once for each limit that a report had.
CREATE TABLE due_told (
    report_id TEXT NOT NULL REFERENCES report (id),
    due_at TIMESTAMP NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('due_soon', 'overdue')),
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (report_id, due_at, kind)
);

-- Who took what out of the house, and how it ended.
CREATE TABLE export (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    what TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
    query TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE TABLE export_end (
    export_id TEXT NOT NULL PRIMARY KEY REFERENCES export (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('complete', 'broken_off')),
    rows_written BIGINT NOT NULL CHECK (rows_written >= 0),
    at TIMESTAMP NOT NULL
);

CREATE TRIGGER export_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON export
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER export_end_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON export_end
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was posted before there were notices is no news.
INSERT INTO notice_head (id, seq, journal_seq) SELECT 1, 0, seq FROM ledger_head WHERE id = 1;
