DROP INDEX report_event_at;
DROP INDEX report_submitted;
DROP TABLE unplaced_request;
DROP TABLE report_origin;
DROP TABLE service_attribute;
DROP TABLE service_setting;
DROP TABLE account_code;
DROP TABLE api_key;
