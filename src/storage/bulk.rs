//! Many rows in one go, on both databases, with statements that stay prepared.
//!
//! PostgreSQL takes the columns as arrays in one statement (`unnest`), SQLite one prepared statement a row
//! inside the caller's transaction: the fastest that each offers, behind one call. Several tables' statements can be
//! sent to PostgreSQL as one.

use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::{QueryResult, RunQueryDsl};

/// Writing statements that PostgreSQL takes as one: one journey, and foreign keys between their rows are checked at
/// its end. They see the database as it was before all of them, so none may need what another writes.
#[derive(Default)]
pub struct Together<'a>(Vec<Box<dyn QueryFragment<Pg> + 'a>>);

impl<'a> Together<'a> {
    /// Adds a statement.
    pub fn add(&mut self, statement: impl QueryFragment<Pg> + 'a) {
        self.0.push(Box::new(statement));
    }

    /// Runs all of them, if there are any.
    ///
    /// # Errors
    /// The database's, a violated constraint among them.
    pub fn execute(self, connection: &mut PgConnection) -> QueryResult<()> {
        if !self.0.is_empty() {
            // One part that the builder does not keep has all of them planned anew with every batch.
            debug_assert!(self.is_safe_to_cache_prepared(&Pg)?, "the statement stays prepared");
            RunQueryDsl::execute(self, connection)?;
        }
        Ok(())
    }
}

impl QueryId for Together<'_> {
    type QueryId = ();
    // The tables differ from batch to batch: kept prepared by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<PgConnection> for Together<'_> {}

impl QueryFragment<Pg> for Together<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Some((last, before)) = self.0.split_last() else { return Ok(()) };
        for (place, statement) in before.iter().enumerate() {
            out.push_sql(if place == 0 { "WITH w" } else { ", w" });
            out.push_sql(&place.to_string());
            out.push_sql(" AS (");
            statement.walk_ast(out.reborrow())?;
            out.push_sql(")");
        }
        if !before.is_empty() {
            out.push_sql(" ");
        }
        last.walk_ast(out)
    }
}

/// Declares a row type with `write_all(&mut DbConnection, &[Row])`, from the table's name, what follows the
/// values (such as `ON CONFLICT …`), and the columns with their SQL and Rust types.
#[macro_export]
macro_rules! bulk_table {
    (
        $(#[$doc:meta])*
        $vis:vis struct $row:ident in $table:literal, then $suffix:literal {
            $( $(#[$field_doc:meta])* $column:ident: $sql:ty = $rust:ty, )+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        $vis struct $row { $( $(#[$field_doc])* pub $column: $rust, )+ }

        const _: () = {
            use diesel::pg::Pg;
            use diesel::query_builder::{AstPass, QueryFragment, QueryId};
            use diesel::sqlite::Sqlite;
            use diesel::QueryResult;

            struct Columns<'a> { $( $column: Vec<&'a $rust>, )+ }
            struct ColumnsId;
            struct OneRow<'a>(&'a $row);
            struct OneRowId;

            impl QueryId for Columns<'_> {
                type QueryId = ColumnsId;
                const HAS_STATIC_QUERY_ID: bool = true;
            }
            impl QueryId for OneRow<'_> {
                type QueryId = OneRowId;
                const HAS_STATIC_QUERY_ID: bool = true;
            }
            impl diesel::RunQueryDsl<diesel::PgConnection> for Columns<'_> {}
            impl diesel::RunQueryDsl<diesel::SqliteConnection> for OneRow<'_> {}

            impl QueryFragment<Pg> for Columns<'_> {
                fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                    out.push_sql(concat!("INSERT INTO ", $table, " ("));
                    $crate::bulk_table!(@names out, $($column)+);
                    out.push_sql(") SELECT * FROM unnest(");
                    let mut first = true;
                    $(
                        if !std::mem::take(&mut first) { out.push_sql(", "); }
                        out.push_bind_param::<diesel::sql_types::Array<$sql>, _>(&self.$column)?;
                    )+
                    out.push_sql(concat!(") ", $suffix));
                    Ok(())
                }
            }

            impl QueryFragment<Sqlite> for OneRow<'_> {
                fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
                    out.push_sql(concat!("INSERT INTO ", $table, " ("));
                    $crate::bulk_table!(@names out, $($column)+);
                    out.push_sql(") VALUES (");
                    let mut first = true;
                    $(
                        if !std::mem::take(&mut first) { out.push_sql(", "); }
                        out.push_bind_param::<$sql, _>(&self.0.$column)?;
                    )+
                    out.push_sql(concat!(") ", $suffix));
                    Ok(())
                }
            }

            impl $row {
                /// Writes all rows together with those of other tables. On SQLite at once, which has no journey to
                /// save.
                ///
                /// # Errors
                /// The database's, a violated constraint among them.
                $vis fn write_with<'a>(
                    connection: &mut $crate::storage::DbConnection,
                    rows: &'a [Self],
                    together: &mut $crate::storage::bulk::Together<'a>,
                ) -> QueryResult<()> {
                    match connection {
                        $crate::storage::DbConnection::Postgresql(_) if rows.is_empty() => Ok(()),
                        $crate::storage::DbConnection::Postgresql(_) => {
                            together.add(Columns { $( $column: rows.iter().map(|row| &row.$column).collect(), )+ });
                            Ok(())
                        }
                        $crate::storage::DbConnection::Sqlite(_) => Self::write_all(connection, rows),
                    }
                }

                /// Writes all rows; the caller's transaction makes it all or nothing.
                ///
                /// # Errors
                /// The database's, a violated constraint among them.
                $vis fn write_all(
                    connection: &mut $crate::storage::DbConnection,
                    rows: &[Self],
                ) -> QueryResult<()> {
                    use diesel::RunQueryDsl;
                    if rows.is_empty() {
                        return Ok(());
                    }
                    match connection {
                        $crate::storage::DbConnection::Postgresql(c) => {
                            let columns = Columns { $( $column: rows.iter().map(|row| &row.$column).collect(), )+ };
                            columns.execute(c)?;
                        }
                        $crate::storage::DbConnection::Sqlite(c) => {
                            for row in rows {
                                OneRow(row).execute(c)?;
                            }
                        }
                    }
                    Ok(())
                }
            }
        };
    };
    (@names $out:ident, $first:ident $($rest:ident)*) => {
        $out.push_sql(stringify!($first));
        $( $out.push_sql(concat!(", ", stringify!($rest))); )*
    };
}
