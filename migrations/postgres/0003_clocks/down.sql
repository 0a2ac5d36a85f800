ALTER TABLE category ADD COLUMN time_limit_hours INTEGER CHECK (time_limit_hours > 0);
UPDATE category SET time_limit_hours =
    (SELECT amount FROM time_limit WHERE category_code = code AND stage = 'handling' AND unit = 'hours');
ALTER TABLE report ADD COLUMN due_at TIMESTAMP;
UPDATE report SET due_at =
    (SELECT due_at FROM report_clock WHERE report_id = id AND stage = 'handling' AND ended_at IS NULL);
CREATE INDEX report_due ON report (due_at);
DROP TABLE supervision;
DROP TABLE report_request;
DROP TABLE report_pause;
DROP TABLE report_clock;
DROP TABLE route;
DROP TABLE time_limit;
DROP TABLE special_day;
DROP TABLE working_week;
