-- Open311: programs with keys, the codes by which residents let them file in their name, what services ask for, and
-- what came in. Keys and codes are stored hashed.

CREATE TABLE api_key (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    key_hash TEXT NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    last_used_at TIMESTAMP,
    revoked_at TIMESTAMP,
    revoked_by TEXT REFERENCES users (id)
);

-- A code is bound to the program that first uses it: one that leaks from there is of no use elsewhere.
CREATE TABLE account_code (
    id TEXT NOT NULL PRIMARY KEY,
    resident_id TEXT NOT NULL REFERENCES users (id),
    code_hash TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    api_key_id TEXT REFERENCES api_key (id),
    bound_at TIMESTAMP,
    last_used_at TIMESTAMP,
    revoked_at TIMESTAMP
);
CREATE INDEX account_code_resident ON account_code (resident_id, id);

-- How a category is offered to programs, where that was ever said.
CREATE TABLE service_setting (
    category_code TEXT NOT NULL PRIMARY KEY REFERENCES category (code),
    offered BOOLEAN NOT NULL,
    description TEXT,
    keywords TEXT NOT NULL
);

CREATE TABLE service_attribute (
    category_code TEXT NOT NULL REFERENCES category (code),
    code TEXT NOT NULL,
    position INTEGER NOT NULL CHECK (position > 0),
    asked BOOLEAN NOT NULL,
    datatype TEXT NOT NULL CHECK (datatype IN ('string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist')),
    required BOOLEAN NOT NULL,
    datatype_description TEXT,
    description TEXT NOT NULL,
    choices TEXT NOT NULL,
    PRIMARY KEY (category_code, code),
    UNIQUE (category_code, position)
);

-- Through which program a report came, and what the program said that a report has no place for.
CREATE TABLE report_origin (
    report_id TEXT NOT NULL PRIMARY KEY REFERENCES report (id),
    api_key_id TEXT NOT NULL REFERENCES api_key (id),
    media_url TEXT,
    answers TEXT NOT NULL
);
CREATE INDEX report_origin_api_key ON report_origin (api_key_id);

-- What came in with a place in words only: it becomes a report when a dispatcher has put it on the map.
CREATE TABLE unplaced_request (
    id TEXT NOT NULL PRIMARY KEY,
    api_key_id TEXT NOT NULL REFERENCES api_key (id),
    resident_id TEXT NOT NULL REFERENCES users (id),
    category_code TEXT NOT NULL REFERENCES category (code),
    description TEXT NOT NULL,
    address TEXT NOT NULL,
    media_url TEXT,
    answers TEXT NOT NULL,
    received_at TIMESTAMP NOT NULL,
    report_id TEXT UNIQUE REFERENCES report (id),
    refused_at TIMESTAMP,
    refused_by TEXT REFERENCES users (id),
    reason TEXT,
    CHECK (report_id IS NULL OR refused_at IS NULL)
);
CREATE INDEX unplaced_request_waiting ON unplaced_request (id) WHERE report_id IS NULL AND refused_at IS NULL;

-- Programs read by time.
CREATE INDEX report_submitted ON report (submitted_at, id);
CREATE INDEX report_event_at ON report_event (at, report_id, position);
