//! What tables there are, what their columns hold, and in what order rows may go in.

use std::collections::{BTreeMap, BTreeSet};

use peertube_kernel::{Error, Result};
use sea_query::{Expr, ExprTrait as _, Value};

use super::{TransferError, set_value};
use crate::conn::{Conn, Question};
use crate::error::StoreError;
use crate::query::{insert, update};
use crate::value::{Bind as _, Cursor, optional_json};

/// A table that both databases have.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// Positions of the columns of the key, in its order.
    key: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// What a column holds. SQLite has fewer types, so PostgreSQL has the say where it takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Whole,
    Real,
    Truth,
    Text,
    Json,
    Bytes,
    Uuid,
}

impl Kind {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "INTEGER" | "bigint" => Self::Whole,
            "REAL" | "double precision" => Self::Real,
            "boolean" => Self::Truth,
            "TEXT" | "text" => Self::Text,
            "jsonb" => Self::Json,
            "BLOB" | "bytea" => Self::Bytes,
            "uuid" => Self::Uuid,
            _ => return None,
        })
    }

    pub(super) fn read(self, cursor: &mut Cursor<'_>) -> Result<Value, StoreError> {
        Ok(match self {
            Self::Whole => cursor.read::<Option<i64>>()?.bind(),
            Self::Real => cursor.read::<Option<f64>>()?.bind(),
            Self::Truth => cursor.read::<Option<bool>>()?.bind(),
            Self::Text => cursor.read::<Option<String>>()?.bind(),
            Self::Bytes => cursor.read::<Option<Vec<u8>>>()?.bind(),
            Self::Uuid => cursor.read::<Option<uuid::Uuid>>()?.bind(),
            Self::Json => {
                let text = cursor.read::<Option<String>>()?;
                let json = optional_json(text.as_deref());
                if !matches!(json, Value::Json(_)) {
                    return Err(cursor.unreadable("text that is no JSON"));
                }
                json
            }
        })
    }
}

impl Table {
    /// Names of the columns of the key.
    pub(super) fn key(&self) -> impl Iterator<Item = &String> {
        self.key.iter().map(|column| &self.columns[*column].name)
    }

    /// The key of a row.
    pub(super) fn key_of(&self, row: &[Value]) -> Vec<Value> {
        self.key.iter().map(|column| row[*column].clone()).collect()
    }
}

/// Table, column, type, place in the primary key (0 is none).
const COLUMNS: Question = Question {
    sqlite: "SELECT t.name, c.name, c.type, c.pk FROM pragma_table_list t, pragma_table_xinfo(t.name) c \
             WHERE t.schema = 'main' AND t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' \
             AND t.name <> '_sqlx_migrations' ORDER BY t.name, c.cid",
    postgres: "SELECT t.relname::text, a.attname::text, format_type(a.atttypid, NULL)::text, \
               COALESCE((SELECT n FROM pg_index i, generate_series(1, i.indnatts) n \
               WHERE i.indrelid = t.oid AND i.indisprimary AND i.indkey[n - 1] = a.attnum), 0)::bigint \
               FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid \
               WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' \
               AND t.relname <> '_sqlx_migrations' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, a.attnum",
};

/// Table, and a table that it refers to.
const REFERENCES: Question = Question {
    sqlite: "SELECT t.name, f.\"table\" FROM pragma_table_list t, pragma_foreign_key_list(t.name) f \
             WHERE t.schema = 'main' AND t.type = 'table'",
    postgres: "SELECT t.relname::text, r.relname::text FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid \
               JOIN pg_class r ON r.oid = c.confrelid \
               WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace",
};

/// Table, and the last number that a row of it was given.
const SEQUENCES: Question = Question {
    sqlite: "SELECT name, seq FROM sqlite_sequence",
    postgres: "SELECT t.relname::text, COALESCE(pg_sequence_last_value(s.oid), 0)::bigint FROM pg_class s \
               JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'i' JOIN pg_class t ON t.oid = d.refobjid \
               WHERE s.relkind = 'S' AND t.relnamespace = current_schema()::regnamespace",
};

/// Tables that the database keeps by itself from what is in others.
const DERIVED: [&str; 1] = ["video_counts"];

type Described = BTreeMap<String, Vec<(String, String, i64)>>;

async fn described(conn: &mut Conn<'_>) -> Result<Described> {
    let mut tables = Described::new();
    for (table, column, kind, key) in conn.ask::<(String, String, String, i64)>(&COLUMNS).await? {
        if !DERIVED.contains(&table.as_str()) {
            tables.entry(table).or_default().push((column, kind, key));
        }
    }
    Ok(tables)
}

/// The tables of both databases, those that others refer to first.
pub(super) async fn common(
    from: &mut Conn<'_>,
    to: &mut Conn<'_>,
) -> Result<Vec<Table>, TransferError> {
    let (source, target) = (described(from).await?, described(to).await?);
    let typed = if from.is_postgres() { &source } else { &target };
    let mut tables = BTreeMap::new();
    for (name, columns) in typed {
        tables.insert(name.clone(), table(name, columns)?);
    }
    let names = |described: &Described| -> BTreeSet<(String, String)> {
        described
            .iter()
            .flat_map(|(table, columns)| {
                columns
                    .iter()
                    .map(|(column, _, _)| (table.clone(), column.clone()))
            })
            .collect()
    };
    if let Some((table, column)) = names(&source).symmetric_difference(&names(&target)).next() {
        return Err(TransferError::Different(format!("`{table}.{column}`")));
    }
    let references = to.ask::<(String, String)>(&REFERENCES).await?;
    Ok(in_order(tables, &references))
}

fn table(name: &str, columns: &[(String, String, i64)]) -> Result<Table, TransferError> {
    let mut key: Vec<(i64, usize)> = Vec::new();
    let mut read = Vec::with_capacity(columns.len());
    for (position, (column, kind, place)) in columns.iter().enumerate() {
        let kind = Kind::from_name(kind).ok_or_else(|| {
            TransferError::Different(format!("`{name}.{column}` is of the unknown type {kind}"))
        })?;
        if *place > 0 {
            key.push((*place, position));
        }
        read.push(Column {
            name: column.clone(),
            kind,
        });
    }
    if key.is_empty() {
        return Err(TransferError::Different(format!(
            "`{name}` has no primary key"
        )));
    }
    key.sort_unstable();
    Ok(Table {
        name: name.to_owned(),
        columns: read,
        key: key.into_iter().map(|(_, position)| position).collect(),
    })
}

/// A table comes after all that it refers to. One that refers to itself does so to smaller keys.
fn in_order(mut tables: BTreeMap<String, Table>, references: &[(String, String)]) -> Vec<Table> {
    let mut ordered = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let waits = |name: &String| {
            references
                .iter()
                .any(|(from, to)| from == name && to != name && tables.contains_key(to))
        };
        // Were there a circle, its tables would come as they are, and the database would say what is missing.
        let next = tables.keys().find(|name| !waits(name));
        let next = next.or_else(|| tables.keys().next()).cloned();
        ordered.extend(next.and_then(|name| tables.remove(&name)));
    }
    ordered
}

/// New rows get the numbers they would have got in the source.
pub(super) async fn set_sequences(from: &mut Conn<'_>, to: &mut Conn<'_>) -> Result<(), Error> {
    for (table, last) in from.ask::<(String, i64)>(&SEQUENCES).await? {
        if last < 1 || table.starts_with('_') {
            continue;
        }
        if to.is_postgres() {
            to.first::<i64>(&set_value(&table, last)).await?;
            continue;
        }
        let this = Expr::col("name").eq(table.as_str());
        let change = update("sqlite_sequence", vec![("seq", last.bind())], this);
        if to.execute(&change).await? == 0 {
            let row = vec![("name", table.bind()), ("seq", last.bind())];
            to.execute(&insert("sqlite_sequence", row)).await?;
        }
    }
    Ok(())
}
