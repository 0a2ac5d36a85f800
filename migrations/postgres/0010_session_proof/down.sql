ALTER TABLE session DROP COLUMN proven_at;
