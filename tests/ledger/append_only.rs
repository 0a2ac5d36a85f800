//! The database itself refuses to change what was written, also to somebody who comes past the program.

use crate::asking;
use crate::intruder::Intruder;
use crate::seeds;
use crate::stage::{SHOPS, Stage, on_both_databases};
use crate::support::Database;
use golden_beans::storage::Storage;
use golden_beans::storage::identity_views::{self, IdentityViewRow};

/// Tables whose rows are never changed, with a column to try it on and the columns that are unique.
const APPEND_ONLY: [(&str, &str, &str); 8] = [
    ("journal", "memo", "seq"),
    ("entry", "beans", "seq, line"),
    ("account", "owner_id", "id"),
    ("refund", "reason", "id"),
    ("identity_view", "reason", "id"),
    ("report_event", "detail", "report_id, position"),
    ("rule_version", "daily_cap", "campaign_id, version"),
    ("rule_amount", "beans", "campaign_id, version, deed_kind, grade"),
];

/// Tables whose rows are changed by the program, and never removed.
const KEPT: [&str; 6] = ["account_balance", "award", "redemption", "users", "shop", "ledger_head"];

/// Something in every table.
async fn fill(stage: &Stage) {
    let residents = stage.residents_with(1, 10_000).await;
    let code = stage.pay_code(&residents[0]).await;
    let sale = stage.app.ledger.redeem(asking::redeem(&code, SHOPS[0], 1_000, "sale")).await.unwrap();
    let refund = asking::refund(&sale.value.redemption_id, SHOPS[0], 300, "refund");
    stage.app.ledger.refund(refund).await.unwrap();
    seeds::add_report(&stage.app, "report", &residents[0]).await;
    let look = IdentityViewRow {
        id: "look".to_owned(),
        report_id: "report".to_owned(),
        resident_id: residents[0].clone(),
        viewer_id: residents[0].clone(),
        viewer_role: "dispatcher".to_owned(),
        viewer_name: None,
        reason: "核实位置".to_owned(),
        at: stage.app.clock.now().naive_utc(),
    };
    stage.app.storage.write(move |tx| identity_views::insert(tx, &look)).await.unwrap();
    stage.app.tell_waiting().await.unwrap();
}

/// What a table holds, as text.
async fn contents(storage: &Storage, table: &str) -> Vec<String> {
    use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = sql_types::Text)]
        row: String,
    }
    let (table, on_sqlite) = (table.to_owned(), storage.backend().as_str() == "sqlite");
    storage
        .read(move |c| {
            let rows: Vec<Row> = if on_sqlite {
                // All columns of a row in one text, whatever they are.
                let columns = columns(c, &table)?;
                let row = columns
                    .iter()
                    .map(|name| format!("quote({name})"))
                    .collect::<Vec<_>>()
                    .join(" || ',' || ");
                sql_query(format!("SELECT {row} AS row FROM {table} ORDER BY 1")).load(c)?
            } else {
                sql_query(format!("SELECT CAST(t AS TEXT) AS row FROM {table} t ORDER BY 1")).load(c)?
            };
            Ok(rows.into_iter().map(|row| row.row).collect())
        })
        .await
        .unwrap()
}

fn columns(
    c: &mut golden_beans::storage::DbConnection,
    table: &str,
) -> golden_beans::error::Result<Vec<String>> {
    use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = sql_types::Text)]
        name: String,
    }
    let rows: Vec<Column> = sql_query(format!("SELECT name FROM pragma_table_info('{table}')")).load(c)?;
    Ok(rows.into_iter().map(|column| column.name).collect())
}

/// Ways to change or remove a row.
fn attempts(kind: Database, table: &str, column: &str, key: &str) -> Vec<String> {
    let upsert = format!(
        "INSERT INTO {table} SELECT * FROM {table} WHERE true \
         ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}"
    );
    let mut attempts = vec![format!("UPDATE {table} SET {column} = {column}"), upsert];
    attempts.extend(removals(kind, table));
    if kind == Database::Sqlite {
        let replace = format!("INTO {table} SELECT * FROM {table} LIMIT 1");
        attempts.extend([format!("REPLACE {replace}"), format!("INSERT OR REPLACE {replace}")]);
        attempts.push(format!("UPDATE OR REPLACE {table} SET {column} = {column}"));
    }
    attempts
}

fn removals(kind: Database, table: &str) -> Vec<String> {
    let mut removals = vec![format!("DELETE FROM {table}")];
    if kind == Database::Postgresql {
        removals.extend([format!("TRUNCATE {table}"), format!("TRUNCATE {table} CASCADE")]);
    }
    removals
}

/// Every attempt is refused by the guard of this table, not by some other constraint, and nothing has changed.
async fn refused(stage: &Stage, table: &str, attempts: Vec<String>) {
    let before = contents(&stage.app.storage, table).await;
    assert!(!before.is_empty(), "{table} has rows");
    for attempt in attempts {
        let mut intruder = Intruder::enter(stage);
        let outcome = intruder.run(&attempt);
        let message = outcome.expect_err(&format!("{attempt} was not refused")).to_string();
        // A table that others refer to is not even looked at by a plain TRUNCATE.
        let referred_to = attempt.starts_with("TRUNCATE") && message.contains("referenced in a foreign key");
        assert!(message.contains("append-only") || referred_to, "{attempt}: {message}");
    }
    assert_eq!(contents(&stage.app.storage, table).await, before, "{table}");
}

on_both_databases! {
    async fn what_was_written_is_never_changed(stage: &Stage) {
        fill(stage).await;
        for (table, column, key) in APPEND_ONLY {
            refused(stage, table, attempts(stage.kind, table, column, key)).await;
        }
    }

    async fn what_the_program_changes_is_never_removed(stage: &Stage) {
        fill(stage).await;
        for table in KEPT {
            refused(stage, table, removals(stage.kind, table)).await;
        }
    }

    /// What a sale refers to can neither be removed nor become something else.
    async fn references_of_a_sale_stay_what_they_are(stage: &Stage) {
        fill(stage).await;
        for (table, columns) in [
            ("users", vec!["id"]),
            ("shop", vec!["id"]),
            ("redemption", vec!["seq", "shop_id", "cashier_id", "resident_id"]),
            ("pay_code", vec!["resident_id"]),
            ("notice", vec!["recipient_id"]),
        ] {
            let change = |column| format!("UPDATE {table} SET {column} = {column}");
            refused(stage, table, columns.into_iter().map(change).collect()).await;
        }
    }

    /// The same limits that the rules keep are stated a second time.
    async fn the_database_states_the_limits_too(stage: &Stage) {
        fill(stage).await;
        let broken_rows = [
            "UPDATE account_balance SET beans = -1 WHERE account_id <> 1",
            "UPDATE account_balance SET owed_beans = -1",
            "UPDATE account_balance SET month_beans = -1",
            "UPDATE account_balance SET month_on = NULL, month_beans = 1",
            "UPDATE redemption SET refunded_beans = beans + 1",
            "UPDATE award SET beans = tier_beans + 1",
            "UPDATE earned SET beans = -1",
            "UPDATE pay_code SET state = 'live'",
            "INSERT INTO entry (seq, line, account_id, beans, balance_after) VALUES (1, 9, 2, -1, -1)",
            "INSERT INTO entry (seq, line, account_id, beans, balance_after) VALUES (1, 9, 2, 0, 0)",
            "INSERT INTO entry (seq, line, account_id, beans, balance_after) VALUES (1, 9, 987654, 1, 1)",
            "INSERT INTO entry (seq, line, account_id, beans, balance_after) VALUES (987654, 1, 1, 1, 1)",
            "UPDATE award SET seq = 987654",
            "UPDATE redemption SET seq = 987654",
            "INSERT INTO award (deed_kind, deed_id, resident_id, submitted_at, closed_at, excluded, state, tier_beans, beans, seq) \
             SELECT deed_kind, 'another', resident_id, submitted_at, closed_at, excluded, state, tier_beans, beans, 987654 FROM award",
            "INSERT INTO redemption SELECT 'another', 987654, shop_id, cashier_id, resident_id, order_no, beans, refunded_beans, \
             at, redeemed_on FROM redemption",
            "INSERT INTO redemption SELECT 'another', (SELECT MIN(seq) FROM journal), 'nowhere', cashier_id, resident_id, order_no, \
             beans, refunded_beans, at, redeemed_on FROM redemption",
            "INSERT INTO redemption SELECT 'another', (SELECT MIN(seq) FROM journal), shop_id, 'nobody', resident_id, order_no, \
             beans, refunded_beans, at, redeemed_on FROM redemption",
            "INSERT INTO redemption SELECT 'another', (SELECT MIN(seq) FROM journal), shop_id, cashier_id, 'nobody', order_no, \
             beans, refunded_beans, at, redeemed_on FROM redemption",
            "INSERT INTO notice (seq, recipient_id, cause, kind, facts, at) SELECT 987654, 'nobody', cause, kind, facts, at FROM notice",
            "INSERT INTO pay_code SELECT 'another', 'nobody', issued_at, expires_at, state, redemption_id FROM pay_code",
            // The first of both is sound.
            "INSERT INTO entry (seq, line, account_id, beans, balance_after)              VALUES (1, 9, 1, 1, 1), (987654, 1, 1, 1, 1)",
            "INSERT INTO account (id, kind, owner_id, opened_seq) VALUES (99, 'treasury', 'me', 1)",
            "INSERT INTO account (id, kind, owner_id, opened_seq) VALUES (99, 'pocket', 'me', 1)",
            "INSERT INTO account (id, kind, owner_id, opened_seq) SELECT 99, kind, owner_id, 1 FROM account \
             WHERE kind = 'budget'",
            "INSERT INTO ledger_head SELECT 2, seq, hash, at_us, last_account_id, scheme_revision, hash_algorithm, turn \
             FROM ledger_head",
        ];
        let mut intruder = Intruder::enter(stage);
        for statement in broken_rows {
            assert!(intruder.run(statement).is_err(), "{statement} was not refused");
        }
    }
}
