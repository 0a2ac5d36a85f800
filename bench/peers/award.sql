\set pocket random(1, :residents)
\set deed random(1, 9000000000000000000)
BEGIN;
INSERT INTO peer_award (deed_id, pocket_id, beans, at) VALUES (:deed, :pocket, 300, now()) ON CONFLICT DO NOTHING;
INSERT INTO peer_earned_day AS d (pocket_id, earned_on, beans) VALUES (:pocket, current_date, 300) ON CONFLICT (pocket_id, earned_on) DO UPDATE SET beans = d.beans + 300 WHERE d.beans + 300 <= 1000000000;
INSERT INTO peer_earned_month AS m (pocket_id, month, beans) VALUES (:pocket, date_trunc('month', now())::date, 300) ON CONFLICT (pocket_id, month) DO UPDATE SET beans = m.beans + 300 WHERE m.beans + 300 <= 1000000000;
UPDATE peer_balance SET beans = beans + 300 WHERE account_id = :pocket;
WITH posted AS (INSERT INTO peer_journal (kind, deed_id, actor_id, at) VALUES ('award', :deed, 'dispatcher', now()) RETURNING seq) INSERT INTO peer_entry (seq, line, account_id, beans) SELECT seq, line, account_id, beans FROM posted, (VALUES (1, 0::bigint, -300), (2, :pocket::bigint, 300)) AS line (line, account_id, beans);
UPDATE peer_budget SET beans = beans - 300 WHERE id = 0 AND beans >= 300;
COMMIT;
