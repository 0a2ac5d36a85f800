-- What happens around a case and after it: notes, answers in words, call-backs, look-backs, suspensions from earning,
-- and what looks like gaming.

-- Notes of staff. The reporter sees none; a unit sees those that are between it and the center.
CREATE TABLE report_note (
    id TEXT NOT NULL PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    unit_id TEXT REFERENCES unit (id),
    author_id TEXT NOT NULL REFERENCES users (id),
    text TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX report_note_report ON report_note (report_id, id);

-- Texts for answers. category_code: only for it; status: the state that the answer goes with.
CREATE TABLE answer_template (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    category_code TEXT REFERENCES category (code),
    status TEXT NOT NULL,
    text TEXT NOT NULL,
    automatic BOOLEAN NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    active BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX answer_template_status ON answer_template (status, position, id);

-- Calls back to reporters.
CREATE TABLE follow_up (
    id TEXT NOT NULL PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    caller_id TEXT NOT NULL REFERENCES users (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('satisfied', 'unsatisfied', 'not_solved', 'unreachable')),
    comment TEXT,
    at TIMESTAMP NOT NULL
);
CREATE INDEX follow_up_report ON follow_up (report_id, id);

-- Samples of closed cases that are checked again. What was drawn from and what came out never changes.
CREATE TABLE look_back (
    id TEXT NOT NULL PRIMARY KEY,
    seed TEXT NOT NULL,
    share_percent INTEGER NOT NULL CHECK (share_percent BETWEEN 1 AND 100),
    closed_from DATE NOT NULL,
    closed_to DATE NOT NULL,
    group_code TEXT,
    category_code TEXT REFERENCES category (code),
    unit_id TEXT REFERENCES unit (id),
    population INTEGER NOT NULL CHECK (population > 0),
    cases INTEGER NOT NULL CHECK (cases > 0 AND cases <= population),
    drawn_by TEXT NOT NULL REFERENCES users (id),
    drawn_at TIMESTAMP NOT NULL,
    CHECK (closed_from <= closed_to)
);
CREATE TABLE look_back_case (
    look_back_id TEXT NOT NULL REFERENCES look_back (id),
    report_id TEXT NOT NULL REFERENCES report (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    PRIMARY KEY (look_back_id, report_id)
);
CREATE UNIQUE INDEX look_back_case_position ON look_back_case (look_back_id, position);
CREATE TABLE look_back_check (
    look_back_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('fine', 'wrong_grade', 'faked_fix', 'not_fixed')),
    comment TEXT,
    old_tier TEXT,
    new_tier TEXT,
    reopened BOOLEAN NOT NULL,
    checked_by TEXT NOT NULL REFERENCES users (id),
    checked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (look_back_id, report_id),
    FOREIGN KEY (look_back_id, report_id) REFERENCES look_back_case (look_back_id, report_id),
    CHECK ((result = 'wrong_grade') = (new_tier IS NOT NULL))
);
CREATE INDEX report_closed_at ON report (closed_at);

-- Residents who earn nothing for a time.
CREATE TABLE earning_suspension (
    id TEXT NOT NULL PRIMARY KEY,
    resident_id TEXT NOT NULL REFERENCES users (id),
    reason TEXT NOT NULL,
    from_at TIMESTAMP NOT NULL,
    until_at TIMESTAMP NOT NULL,
    suspended_by TEXT NOT NULL REFERENCES users (id),
    suspended_at TIMESTAMP NOT NULL,
    lifted_at TIMESTAMP,
    lifted_by TEXT REFERENCES users (id),
    lifted_reason TEXT,
    made_good BOOLEAN NOT NULL,
    CHECK (from_at < until_at),
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)),
    CHECK ((lifted_at IS NULL) = (lifted_reason IS NULL))
);
CREATE INDEX earning_suspension_resident ON earning_suspension (resident_id, id);
CREATE TABLE earning_appeal (
    suspension_id TEXT NOT NULL PRIMARY KEY REFERENCES earning_suspension (id),
    words TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    decision TEXT CHECK (decision IN ('upheld', 'lifted')),
    answer TEXT,
    answered_by TEXT REFERENCES users (id),
    answered_at TIMESTAMP,
    CHECK ((decision IS NULL) = (answer IS NULL)),
    CHECK ((decision IS NULL) = (answered_by IS NULL)),
    CHECK ((decision IS NULL) = (answered_at IS NULL))
);
CREATE INDEX earning_appeal_open ON earning_appeal (at) WHERE decision IS NULL;

-- Which accounts were used on one device. Only a keyed hash of the device's own mark is kept.
CREATE TABLE device_mark (
    mark TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    PRIMARY KEY (mark, user_id)
);
CREATE INDEX device_mark_user ON device_mark (user_id, last_seen_at);
CREATE INDEX device_mark_seen ON device_mark (last_seen_at);

-- What looks like gaming, with its evidence. One that was decided stays as it was decided; what comes later makes
-- another.
CREATE TABLE anomaly (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('same_photo', 'same_place', 'one_sided_grades', 'shared_device', 'till_pattern')),
    subject TEXT NOT NULL,
    evidence TEXT NOT NULL,
    pieces INTEGER NOT NULL CHECK (pieces > 0),
    found_at TIMESTAMP NOT NULL,
    latest_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'dismissed', 'confirmed')),
    words TEXT,
    decided_by TEXT REFERENCES users (id),
    decided_at TIMESTAMP,
    CHECK ((state = 'open') = (decided_at IS NULL)),
    CHECK ((state = 'open') = (decided_by IS NULL)),
    CHECK ((state = 'open') = (words IS NULL))
);
CREATE UNIQUE INDEX anomaly_open ON anomaly (kind, subject) WHERE state = 'open';
CREATE INDEX anomaly_subject ON anomaly (kind, subject, decided_at);
CREATE INDEX anomaly_state ON anomaly (state, id);
CREATE INDEX photo_sha256 ON photo (sha256);
CREATE INDEX photo_created ON photo (created_at);
CREATE INDEX report_submitted_at ON report (submitted_at);

CREATE TRIGGER report_note_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON report_note
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER follow_up_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON follow_up
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER look_back_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON look_back
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER look_back_case_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON look_back_case
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER look_back_check_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON look_back_check
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER earning_suspension_kept BEFORE DELETE OR TRUNCATE ON earning_suspension
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER earning_appeal_kept BEFORE DELETE OR TRUNCATE ON earning_appeal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER anomaly_kept BEFORE DELETE OR TRUNCATE ON anomaly
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
