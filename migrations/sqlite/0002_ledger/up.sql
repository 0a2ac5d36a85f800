-- The append-only ledger. Only src/ledger writes these tables.

-- The one row that says where the journal ends. Writers of several processes take turns on it.
-- The hash algorithm is a setting; it is fixed by the first posting.
CREATE TABLE ledger_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL CHECK (seq >= 0),
    hash BLOB NOT NULL,
    at_us BIGINT NOT NULL,
    last_account_id BIGINT NOT NULL CHECK (last_account_id >= 1),
    scheme_revision BIGINT NOT NULL,
    hash_algorithm TEXT NOT NULL CHECK (hash_algorithm IN ('unset', 'sha256', 'sm3'))
);

-- Who an account belongs to: never changed. What is in it is kept apart, in account_balance.
-- owner_id: the resident of a pocket, the shop, the campaign of a budget, 'district' for the treasury.
CREATE TABLE account (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('treasury', 'budget', 'pocket', 'shop')),
    owner_id TEXT NOT NULL,
    campaign_id TEXT,
    opened_seq BIGINT NOT NULL,
    CHECK ((kind = 'treasury') = (id = 1)),
    CHECK ((kind = 'pocket') = (campaign_id IS NOT NULL))
);
CREATE UNIQUE INDEX account_owner ON account (owner_id, kind, campaign_id);
CREATE UNIQUE INDEX account_one ON account (owner_id, kind) WHERE kind <> 'pocket';
CREATE INDEX account_opened ON account (opened_seq, id);

-- owed_beans: what a correction wanted back and the pocket did not hold; later awards repay it first.
CREATE TABLE account_balance (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    beans BIGINT NOT NULL,
    owed_beans BIGINT NOT NULL CHECK (owed_beans >= 0),
    CHECK (beans >= 0 OR account_id = 1)
);

CREATE TABLE journal (
    seq BIGINT NOT NULL PRIMARY KEY CHECK (seq > 0),
    kind TEXT NOT NULL CHECK (kind IN ('fund', 'award', 'redeem', 'refund', 'reverse', 'settle', 'expire', 'release')),
    at_us BIGINT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    corrects BIGINT CHECK (corrects < seq),
    actor_id TEXT,
    memo TEXT,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL
);

-- Fundings, refunds, settlements and the like are few among millions of awards and redemptions, and are asked for by
-- kind. The condition costs those two nothing.
CREATE INDEX journal_rare ON journal (kind, seq) WHERE kind NOT IN ('award', 'redeem');

CREATE TABLE entry (
    seq BIGINT NOT NULL REFERENCES journal (seq),
    line INTEGER NOT NULL CHECK (line > 0),
    account_id BIGINT NOT NULL REFERENCES account (id),
    beans BIGINT NOT NULL CHECK (beans <> 0),
    balance_after BIGINT NOT NULL,
    PRIMARY KEY (seq, line),
    CHECK (balance_after >= 0 OR account_id = 1)
);
CREATE INDEX entry_account ON entry (account_id, seq);

-- What a pocket earned on a reckoning date; a month's sum is at most 31 of these.
CREATE TABLE earned (
    pocket_id BIGINT NOT NULL REFERENCES account (id),
    earned_on DATE NOT NULL,
    beans BIGINT NOT NULL CHECK (beans >= 0),
    PRIMARY KEY (pocket_id, earned_on)
);

-- One record a deed, whatever it earned. `grade` is what is wanted now (null: reopened), `beans` what was granted
-- so far; 'pending' until the ledger writer has made the second follow the first.
CREATE TABLE award (
    deed_kind TEXT NOT NULL,
    deed_id TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    grade TEXT,
    submitted_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP NOT NULL,
    excluded BOOLEAN NOT NULL,
    actor_id TEXT,
    reason TEXT,
    state TEXT NOT NULL CHECK (state IN ('pending', 'posted')),
    campaign_id TEXT,
    rule_version INTEGER,
    reckoned_on DATE,
    tier_beans BIGINT NOT NULL CHECK (tier_beans >= 0),
    beans BIGINT NOT NULL CHECK (beans >= 0 AND beans <= tier_beans),
    limited_by TEXT CHECK (limited_by IN ('daily_cap', 'monthly_cap', 'budget', 'no_campaign', 'paused', 'excluded')),
    seq BIGINT REFERENCES journal (seq),
    PRIMARY KEY (deed_kind, deed_id)
);
CREATE INDEX award_pending ON award (closed_at) WHERE state = 'pending';
CREATE INDEX award_resident ON award (resident_id, reckoned_on);

CREATE TABLE redemption (
    id TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL UNIQUE REFERENCES journal (seq),
    shop_id TEXT NOT NULL REFERENCES shop (id),
    cashier_id TEXT NOT NULL REFERENCES users (id),
    resident_id TEXT NOT NULL REFERENCES users (id),
    order_no TEXT,
    beans BIGINT NOT NULL CHECK (beans > 0),
    refunded_beans BIGINT NOT NULL DEFAULT 0 CHECK (refunded_beans >= 0 AND refunded_beans <= beans),
    at TIMESTAMP NOT NULL,
    redeemed_on DATE NOT NULL
);
CREATE INDEX redemption_shop ON redemption (shop_id, redeemed_on, id);
CREATE INDEX redemption_order ON redemption (shop_id, order_no) WHERE order_no IS NOT NULL;

CREATE TABLE refund (
    id TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL UNIQUE REFERENCES journal (seq),
    redemption_id TEXT NOT NULL REFERENCES redemption (id),
    shop_id TEXT NOT NULL REFERENCES shop (id),
    cashier_id TEXT NOT NULL REFERENCES users (id),
    beans BIGINT NOT NULL CHECK (beans > 0),
    reason TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    refunded_on DATE NOT NULL
);
CREATE INDEX refund_redemption ON refund (redemption_id);
CREATE INDEX refund_shop ON refund (shop_id, refunded_on);

CREATE TABLE pay_code (
    code_hash TEXT NOT NULL PRIMARY KEY,
    resident_id TEXT NOT NULL REFERENCES users (id),
    issued_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('live', 'used', 'voided')),
    redemption_id TEXT,
    CHECK ((state = 'used') = (redemption_id IS NOT NULL))
);
CREATE UNIQUE INDEX pay_code_live ON pay_code (resident_id) WHERE state = 'live';

-- Nothing is added behind the head either. It also stops REPLACE, which would pass the delete triggers by on a
-- connection without recursive_triggers.
CREATE TRIGGER journal_beyond_head BEFORE INSERT ON journal
WHEN NEW.seq <= (SELECT seq FROM ledger_head) BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
CREATE TRIGGER entry_beyond_head BEFORE INSERT ON entry
WHEN NEW.seq <= (SELECT seq FROM ledger_head) BEGIN
    SELECT RAISE(ABORT, 'entry is append-only');
END;
CREATE TRIGGER account_beyond_head BEFORE INSERT ON account
WHEN NEW.opened_seq <= (SELECT seq FROM ledger_head) BEGIN
    SELECT RAISE(ABORT, 'account is append-only');
END;
CREATE TRIGGER refund_beyond_head BEFORE INSERT ON refund
WHEN NEW.seq <= (SELECT seq FROM ledger_head) BEGIN
    SELECT RAISE(ABORT, 'refund is append-only');
END;

CREATE TRIGGER account_no_update BEFORE UPDATE ON account BEGIN
    SELECT RAISE(ABORT, 'account is append-only');
END;
CREATE TRIGGER account_no_delete BEFORE DELETE ON account BEGIN
    SELECT RAISE(ABORT, 'account is append-only');
END;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN
    SELECT RAISE(ABORT, 'entry is append-only');
END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN
    SELECT RAISE(ABORT, 'entry is append-only');
END;
CREATE TRIGGER refund_no_update BEFORE UPDATE ON refund BEGIN
    SELECT RAISE(ABORT, 'refund is append-only');
END;
CREATE TRIGGER refund_no_delete BEFORE DELETE ON refund BEGIN
    SELECT RAISE(ABORT, 'refund is append-only');
END;
CREATE TRIGGER account_balance_no_delete BEFORE DELETE ON account_balance BEGIN
    SELECT RAISE(ABORT, 'account_balance is append-only');
END;
CREATE TRIGGER award_no_delete BEFORE DELETE ON award BEGIN
    SELECT RAISE(ABORT, 'award is append-only');
END;
CREATE TRIGGER redemption_no_delete BEFORE DELETE ON redemption BEGIN
    SELECT RAISE(ABORT, 'redemption is append-only');
END;

INSERT INTO account (id, kind, owner_id, campaign_id, opened_seq) VALUES (1, 'treasury', 'district', NULL, 0);
INSERT INTO account_balance (account_id, beans, owed_beans) VALUES (1, 0, 0);
INSERT INTO ledger_head (id, seq, hash, at_us, last_account_id, scheme_revision, hash_algorithm)
    VALUES (1, 0, x'', 0, 1, 0, 'unset');
