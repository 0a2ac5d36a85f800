-- People, sessions, places, reports, the scheme and the ledger.
-- Beans are whole hundredths in BIGINT. Instants are UTC; *_us are microseconds since 1970.

CREATE TABLE unit (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    active BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE shop (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    address TEXT,
    lat_e7 BIGINT,
    lng_e7 BIGINT,
    active BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('resident', 'dispatcher', 'handler', 'cashier', 'finance', 'auditor', 'admin')),
    username TEXT UNIQUE,
    phone TEXT,
    name TEXT,
    handle TEXT UNIQUE,
    password_hash TEXT,
    totp_secret TEXT,
    totp_pending_secret TEXT,
    totp_last_step BIGINT,
    unit_id TEXT REFERENCES unit (id),
    shop_id TEXT REFERENCES shop (id),
    active BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    CHECK (role <> 'handler' OR unit_id IS NOT NULL),
    CHECK (role <> 'cashier' OR shop_id IS NOT NULL)
);
CREATE UNIQUE INDEX users_resident_phone ON users (phone) WHERE role = 'resident';
CREATE INDEX users_phone ON users (phone);
CREATE INDEX users_role ON users (role, id);

-- Wrong passwords in a row, for known and unknown login names alike: nobody can tell them apart by being locked.
CREATE TABLE login_failure (
    login_key TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    locked_until TIMESTAMP,
    last_failed_at TIMESTAMP NOT NULL
);
CREATE INDEX login_failure_last ON login_failure (last_failed_at);

CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    otp_verified BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP,
    revoked_because TEXT
);
CREATE INDEX session_of_user ON session (user_id);

CREATE TABLE refresh_token (
    token_hash TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES session (id),
    created_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);

CREATE TABLE category (
    code TEXT NOT NULL PRIMARY KEY,
    group_code TEXT NOT NULL CHECK (group_code IN ('street_order', 'municipal', 'safety')),
    name TEXT NOT NULL UNIQUE,
    unit_id TEXT REFERENCES unit (id),
    time_limit_hours INTEGER CHECK (time_limit_hours > 0),
    position INTEGER NOT NULL,
    active BOOLEAN NOT NULL
);

CREATE TABLE photo (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES users (id),
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0),
    size_bytes BIGINT NOT NULL CHECK (size_bytes > 0),
    sha256 TEXT NOT NULL,
    fingerprint BIGINT NOT NULL,
    object_key TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX photo_owner ON photo (owner_id, id);

CREATE TABLE report (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    resident_id TEXT NOT NULL REFERENCES users (id),
    category_code TEXT NOT NULL REFERENCES category (code),
    group_code TEXT NOT NULL,
    description TEXT NOT NULL,
    lat_e7 BIGINT NOT NULL CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
    lng_e7 BIGINT NOT NULL CHECK (lng_e7 BETWEEN -1800000000 AND 1800000000),
    datum TEXT NOT NULL CHECK (datum IN ('wgs84', 'gcj02')),
    address TEXT,
    subdistrict TEXT,
    status TEXT NOT NULL CHECK (status IN ('submitted', 'accepted', 'assigned', 'in_progress', 'resolved', 'verified', 'closed', 'rejected', 'merged', 'withdrawn')),
    unit_id TEXT REFERENCES unit (id),
    due_at TIMESTAMP,
    tier TEXT CHECK (tier IN ('minor', 'general', 'major')),
    merged_into TEXT REFERENCES report (id),
    rework_count INTEGER NOT NULL DEFAULT 0 CHECK (rework_count >= 0),
    published BOOLEAN NOT NULL DEFAULT FALSE,
    rating_stars INTEGER CHECK (rating_stars BETWEEN 1 AND 5),
    rating_comment TEXT,
    rated_at TIMESTAMP,
    submitted_at TIMESTAMP NOT NULL,
    first_closed_at TIMESTAMP,
    closed_at TIMESTAMP,
    updated_at TIMESTAMP NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    CHECK (status <> 'closed' OR (tier IS NOT NULL AND closed_at IS NOT NULL)),
    CHECK (status <> 'merged' OR merged_into IS NOT NULL)
);
CREATE INDEX report_resident ON report (resident_id, id);
CREATE INDEX report_status ON report (status, id);
CREATE INDEX report_unit ON report (unit_id, id);
CREATE INDEX report_category ON report (category_code, id);
CREATE INDEX report_group ON report (group_code, id);
CREATE INDEX report_group_status ON report (group_code, status);
CREATE INDEX report_due ON report (due_at);
CREATE INDEX report_merged_into ON report (merged_into);

-- Reports are numbered by local month; one row a month hands the numbers out.
CREATE TABLE report_number (
    month TEXT NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL CHECK (last > 0)
);

CREATE TABLE report_photo (
    photo_id TEXT NOT NULL PRIMARY KEY REFERENCES photo (id),
    report_id TEXT NOT NULL REFERENCES report (id),
    kind TEXT NOT NULL CHECK (kind IN ('problem', 'resolution')),
    position INTEGER NOT NULL CHECK (position >= 0)
);
CREATE INDEX report_photo_report ON report_photo (report_id, kind, position);

CREATE TABLE report_event (
    report_id TEXT NOT NULL REFERENCES report (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    kind TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    actor_id TEXT REFERENCES users (id),
    from_status TEXT,
    to_status TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (report_id, position)
);

CREATE TABLE campaign (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    ended_on DATE,
    reckon_by TEXT NOT NULL CHECK (reckon_by IN ('closed', 'submitted')),
    redeem_until DATE,
    status TEXT NOT NULL CHECK (status IN ('draft', 'active', 'paused', 'ended')),
    created_at TIMESTAMP NOT NULL,
    CHECK (starts_on <= ends_on)
);

CREATE TABLE rule_version (
    campaign_id TEXT NOT NULL REFERENCES campaign (id),
    version INTEGER NOT NULL CHECK (version > 0),
    effective_from DATE NOT NULL,
    daily_cap BIGINT NOT NULL CHECK (daily_cap >= 0),
    monthly_cap BIGINT NOT NULL CHECK (monthly_cap >= 0),
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (campaign_id, version),
    UNIQUE (campaign_id, effective_from)
);

-- What a deed of a kind and grade earns. Reports are the first kind; others come with amounts of their own.
CREATE TABLE rule_amount (
    campaign_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    deed_kind TEXT NOT NULL,
    grade TEXT NOT NULL,
    beans BIGINT NOT NULL CHECK (beans >= 0),
    PRIMARY KEY (campaign_id, version, deed_kind, grade),
    FOREIGN KEY (campaign_id, version) REFERENCES rule_version (campaign_id, version)
);

-- Wrong pay codes that cashiers presented lately, so that all processes count them together.
CREATE TABLE wrong_pay_code (
    id TEXT NOT NULL PRIMARY KEY,
    cashier_id TEXT NOT NULL REFERENCES users (id),
    at TIMESTAMP NOT NULL
);
CREATE INDEX wrong_pay_code_cashier ON wrong_pay_code (cashier_id, at);

-- The answers given to requests that carry an idempotency key.
CREATE TABLE idempotency (
    caller_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    permanent BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (caller_id, idempotency_key)
);
CREATE INDEX idempotency_created ON idempotency (created_at) WHERE NOT permanent;

CREATE TRIGGER report_event_no_update BEFORE UPDATE ON report_event BEGIN
    SELECT RAISE(ABORT, 'report_event is append-only');
END;

CREATE TRIGGER report_event_no_delete BEFORE DELETE ON report_event BEGIN
    SELECT RAISE(ABORT, 'report_event is append-only');
END;

CREATE TRIGGER rule_version_no_update BEFORE UPDATE ON rule_version BEGIN
    SELECT RAISE(ABORT, 'rule_version is append-only');
END;

CREATE TRIGGER rule_version_no_delete BEFORE DELETE ON rule_version BEGIN
    SELECT RAISE(ABORT, 'rule_version is append-only');
END;

CREATE TRIGGER rule_amount_no_update BEFORE UPDATE ON rule_amount BEGIN
    SELECT RAISE(ABORT, 'rule_amount is append-only');
END;

CREATE TRIGGER rule_amount_no_delete BEFORE DELETE ON rule_amount BEGIN
    SELECT RAISE(ABORT, 'rule_amount is append-only');
END;

-- REPLACE would pass the delete triggers by on a connection without recursive_triggers.
CREATE TRIGGER report_event_no_replace BEFORE INSERT ON report_event
WHEN EXISTS (SELECT 1 FROM report_event WHERE report_id = NEW.report_id AND position = NEW.position) BEGIN
    SELECT RAISE(ABORT, 'report_event is append-only');
END;

CREATE TRIGGER rule_version_no_replace BEFORE INSERT ON rule_version
WHEN EXISTS (SELECT 1 FROM rule_version WHERE campaign_id = NEW.campaign_id
    AND (version = NEW.version OR effective_from = NEW.effective_from)) BEGIN
    SELECT RAISE(ABORT, 'rule_version is append-only');
END;

CREATE TRIGGER rule_amount_no_replace BEFORE INSERT ON rule_amount
WHEN EXISTS (SELECT 1 FROM rule_amount WHERE campaign_id = NEW.campaign_id AND version = NEW.version
    AND deed_kind = NEW.deed_kind AND grade = NEW.grade) BEGIN
    SELECT RAISE(ABORT, 'rule_amount is append-only');
END;
