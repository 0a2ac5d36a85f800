-- Looks at a reporter's identity, people who joined a report, and what photos look like.

-- Who was shown a reporter's name and phone, when and why. The viewer's name and role are those of that day.
CREATE TABLE identity_view (
    id TEXT NOT NULL PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    resident_id TEXT NOT NULL REFERENCES users (id),
    viewer_id TEXT NOT NULL REFERENCES users (id),
    viewer_role TEXT NOT NULL,
    viewer_name TEXT,
    reason TEXT NOT NULL,
    at TIMESTAMP NOT NULL
);
CREATE INDEX identity_view_resident ON identity_view (resident_id, id);
CREATE INDEX identity_view_report ON identity_view (report_id, id);
CREATE INDEX identity_view_viewer ON identity_view (viewer_id, at);

CREATE TRIGGER identity_view_no_update BEFORE UPDATE ON identity_view BEGIN
    SELECT RAISE(ABORT, 'identity_view is append-only');
END;

CREATE TRIGGER identity_view_no_delete BEFORE DELETE ON identity_view BEGIN
    SELECT RAISE(ABORT, 'identity_view is append-only');
END;

-- REPLACE would pass the delete trigger by on a connection without recursive_triggers.
CREATE TRIGGER identity_view_no_replace BEFORE INSERT ON identity_view
WHEN EXISTS (SELECT 1 FROM identity_view WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'identity_view is append-only');
END;

-- Residents who joined a report of somebody else's instead of filing their own.
CREATE TABLE report_join (
    id TEXT NOT NULL PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (id),
    resident_id TEXT NOT NULL REFERENCES users (id),
    joined_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX report_join_once ON report_join (report_id, resident_id);
CREATE INDEX report_join_resident ON report_join (resident_id, id);

-- What is near a place: a range of latitudes, in which longitudes and times are told apart without touching the rows.
CREATE INDEX report_place ON report (datum, lat_e7, lng_e7, submitted_at);

-- How a photo and parts of it look. Two of a kind differ in few of the 64 bits, so one of the four bands of 16 bits is
-- the same, or nearly: that is what an index can look up.
CREATE TABLE photo_print (
    photo_id TEXT NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
    part INTEGER NOT NULL CHECK (part >= 0),
    bits BIGINT NOT NULL,
    band_0 INTEGER NOT NULL,
    band_1 INTEGER NOT NULL,
    band_2 INTEGER NOT NULL,
    band_3 INTEGER NOT NULL,
    PRIMARY KEY (photo_id, part)
);
CREATE INDEX photo_print_band_0 ON photo_print (band_0, bits);
CREATE INDEX photo_print_band_1 ON photo_print (band_1, bits);
CREATE INDEX photo_print_band_2 ON photo_print (band_2, bits);
CREATE INDEX photo_print_band_3 ON photo_print (band_3, bits);

-- Photos that look like an earlier one.
CREATE TABLE photo_match (
    photo_id TEXT NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
    earlier_id TEXT NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
    distance INTEGER NOT NULL CHECK (distance >= 0),
    PRIMARY KEY (photo_id, earlier_id)
);
CREATE INDEX photo_match_earlier ON photo_match (earlier_id);

-- Whether the photo was compared with the earlier ones; a crash in between leaves it to the upkeep.
ALTER TABLE photo ADD COLUMN compared BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX photo_to_compare ON photo (id) WHERE NOT compared;

-- Photos from before have the print of the whole only. A featureless one (0) is like every other.
INSERT INTO photo_print (photo_id, part, bits, band_0, band_1, band_2, band_3)
SELECT id, 0, fingerprint, fingerprint & 65535, (fingerprint >> 16) & 65535, (fingerprint >> 32) & 65535,
    (fingerprint >> 48) & 65535
FROM photo WHERE fingerprint <> 0;
