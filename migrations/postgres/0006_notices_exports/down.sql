DROP TABLE export_end;
DROP TABLE export;
DROP TABLE due_told;
DROP TABLE notice_head;
DROP TABLE notice;
DROP TABLE notice_cause;
