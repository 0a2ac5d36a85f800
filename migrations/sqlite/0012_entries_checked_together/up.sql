-- SQLite checks an entry's foreign keys at the price of two looks into the cache: they stay.
SELECT 1;
