DROP INDEX award_excluded;
CREATE INDEX award_resident ON award (resident_id, reckoned_on);
