-- Nobody looks for all awards of a resident but through the resident's reports; every award paid for this index, at another
-- place of it each time. Only those that were left out (a suspended resident's) are looked for by resident.
DROP INDEX award_resident;
CREATE INDEX award_excluded ON award (resident_id) WHERE excluded;
