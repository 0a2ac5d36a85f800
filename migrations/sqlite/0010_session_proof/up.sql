-- When the session's owner last proved once more who they are; until then, the login counts.
ALTER TABLE session ADD COLUMN proven_at TIMESTAMP;
