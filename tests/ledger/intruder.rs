//! Somebody with a connection of their own, past the program: with the database's guards up, or with the guards
//! taken down as only an owner of the database can.

use crate::stage::Stage;
use crate::support::Database;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryResult, SqliteConnection};

/// The triggers that keep the ledger's tables append-only, as the migrations name them.
const SQLITE_TRIGGERS: &str = "SELECT name FROM sqlite_master WHERE type = 'trigger'";

pub enum Intruder {
    Postgresql(PgConnection),
    Sqlite(SqliteConnection),
}

impl Intruder {
    /// A plain connection, with none of the program's own settings.
    pub fn enter(stage: &Stage) -> Self {
        match stage.kind {
            Database::Postgresql => Self::Postgresql(PgConnection::establish(stage.url()).unwrap()),
            Database::Sqlite => {
                let path = stage.url().strip_prefix("sqlite://").unwrap();
                let mut connection = SqliteConnection::establish(path).unwrap();
                connection.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
                Self::Sqlite(connection)
            }
        }
    }

    /// The same with triggers and foreign keys out of the way.
    pub fn enter_past_the_guards(stage: &Stage) -> Self {
        let mut intruder = Self::enter(stage);
        match &mut intruder {
            Self::Postgresql(c) => c.batch_execute("SET session_replication_role = replica").unwrap(),
            Self::Sqlite(c) => {
                c.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
                for name in trigger_names(c) {
                    c.batch_execute(&format!("DROP TRIGGER {name}")).unwrap();
                }
            }
        }
        intruder
    }

    pub fn run(&mut self, statements: &str) -> QueryResult<()> {
        match self {
            Self::Postgresql(c) => c.batch_execute(statements),
            Self::Sqlite(c) => c.batch_execute(statements),
        }
    }
}

fn trigger_names(c: &mut SqliteConnection) -> Vec<String> {
    use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
    #[derive(QueryableByName)]
    struct Trigger {
        #[diesel(sql_type = sql_types::Text)]
        name: String,
    }
    let triggers: Vec<Trigger> = sql_query(SQLITE_TRIGGERS).load(c).unwrap();
    assert!(!triggers.is_empty(), "the migrations set triggers");
    triggers.into_iter().map(|trigger| trigger.name).collect()
}
