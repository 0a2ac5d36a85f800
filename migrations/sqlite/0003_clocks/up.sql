-- The working calendar, time limits, routing, and what happens to a report's clocks.

-- The regular week, one row: spans of a working day and the weekdays that are worked, as the domain writes them.
CREATE TABLE working_week (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    hours TEXT NOT NULL,
    weekdays TEXT NOT NULL
);
INSERT INTO working_week (id, hours, weekdays)
    VALUES (1, '08:00-12:00,14:00-18:00', 'monday,tuesday,wednesday,thursday,friday');

-- Holidays, and days that are worked although their weekday is not (调休).
CREATE TABLE special_day (
    on_date DATE NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('holiday', 'workday')),
    name TEXT NOT NULL
);

CREATE TABLE time_limit (
    category_code TEXT NOT NULL REFERENCES category (code),
    stage TEXT NOT NULL CHECK (stage IN ('total', 'triage', 'handling', 'verification')),
    amount INTEGER NOT NULL CHECK (amount > 0),
    unit TEXT NOT NULL CHECK (unit IN ('working_hours', 'working_days', 'hours')),
    PRIMARY KEY (category_code, stage)
);
INSERT INTO time_limit (category_code, stage, amount, unit)
    SELECT code, 'handling', time_limit_hours, 'hours' FROM category WHERE time_limit_hours IS NOT NULL;

-- Which unit is responsible for a category in a subdistrict; elsewhere it is the category's own unit.
CREATE TABLE route (
    category_code TEXT NOT NULL REFERENCES category (code),
    subdistrict TEXT NOT NULL,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    PRIMARY KEY (category_code, subdistrict)
);

-- One row for each time that a clock of a report ran: the whole case, and its stages. A unit has one 'handling' row
-- for each time the report was assigned to it; a failed check sets it running again with the time that was left.
CREATE TABLE report_clock (
    report_id TEXT NOT NULL REFERENCES report (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    stage TEXT NOT NULL CHECK (stage IN ('total', 'triage', 'handling', 'verification')),
    unit_id TEXT REFERENCES unit (id),
    started_at TIMESTAMP NOT NULL,
    signed_at TIMESTAMP,
    due_at TIMESTAMP,
    basis TEXT NOT NULL CHECK (basis IN ('working', 'plain')),
    ended_at TIMESTAMP,
    PRIMARY KEY (report_id, position),
    CHECK ((stage = 'handling') = (unit_id IS NOT NULL))
);
CREATE UNIQUE INDEX report_clock_running ON report_clock (report_id, stage) WHERE ended_at IS NULL;
CREATE INDEX report_clock_due ON report_clock (due_at) WHERE ended_at IS NULL;
CREATE INDEX report_clock_unit ON report_clock (unit_id, started_at) WHERE unit_id IS NOT NULL;

-- When a report's clocks stood still: while the reporter was asked, and while the case was suspended (挂账). At
-- until_at they go on by themselves.
CREATE TABLE report_pause (
    report_id TEXT NOT NULL REFERENCES report (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    kind TEXT NOT NULL CHECK (kind IN ('information', 'suspension')),
    words TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    until_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    answered BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (report_id, position),
    CHECK (started_at < until_at)
);
CREATE UNIQUE INDEX report_pause_running ON report_pause (report_id) WHERE ended_at IS NULL;
CREATE INDEX report_pause_until ON report_pause (until_at) WHERE ended_at IS NULL;

-- What a unit, or a grader, asks the center to decide.
CREATE TABLE report_request (
    id TEXT NOT NULL PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    kind TEXT NOT NULL CHECK (kind IN ('return', 'extension', 'suspension', 'major')),
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'refused', 'lapsed')),
    unit_id TEXT REFERENCES unit (id),
    asked_by TEXT NOT NULL REFERENCES users (id),
    asked_at TIMESTAMP NOT NULL,
    words TEXT,
    until_at TIMESTAMP,
    needs_admin BOOLEAN NOT NULL,
    decided_by TEXT REFERENCES users (id),
    decided_at TIMESTAMP,
    decision TEXT,
    CHECK ((state = 'pending') = (decided_at IS NULL))
);
CREATE UNIQUE INDEX report_request_pending ON report_request (report_id, kind) WHERE state = 'pending';
CREATE INDEX report_request_state ON report_request (state, id);
CREATE INDEX report_request_report ON report_request (report_id, id);
CREATE INDEX report_request_unit ON report_request (unit_id, kind, asked_at);

-- Reports under supervision (督办) now: shown before the others.
CREATE TABLE supervision (
    report_id TEXT NOT NULL PRIMARY KEY REFERENCES report (id),
    reason TEXT NOT NULL,
    since_at TIMESTAMP NOT NULL
);

-- Reports that are at a unit keep the limit that they were given.
INSERT INTO report_clock (report_id, position, stage, unit_id, started_at, due_at, basis)
    SELECT id, 0, 'handling', unit_id,
        (SELECT MAX(at) FROM report_event WHERE report_event.report_id = report.id AND report_event.kind = 'assigned'),
        due_at, 'plain'
    FROM report WHERE status IN ('assigned', 'in_progress');

DROP INDEX report_due;
ALTER TABLE report DROP COLUMN due_at;
ALTER TABLE category DROP COLUMN time_limit_hours;
