//! Both databases have the same tables, columns, keys and indexes, but for what is derived from them to search by.

use std::collections::BTreeMap;

use peertube_kernel::Context;
use peertube_testdb::{Kind, TestDatabase};
use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;

/// What a table is made of, with types in the words of SQLite.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    columns: BTreeMap<String, Column>,
    primary: Vec<String>,
    /// From column, to table and column, what a deletion does.
    references: Vec<(String, String, String, String)>,
    /// Columns (`()` for an expression, with `-` before descending ones), whether values are unique, whether only some rows are in it.
    indexes: Vec<(Vec<String>, bool, bool)>,
}

#[derive(Debug, PartialEq, Eq)]
struct Column {
    stored: &'static str,
    nullable: bool,
}

type Schema = BTreeMap<String, Table>;

async fn of_sqlite(url: &str) -> Schema {
    let pool = SqlitePool::connect(url).await.unwrap();
    let mut schema = Schema::new();
    let columns: Vec<(String, String, String, bool, i64)> = sqlx::query_as(
        "SELECT t.name, c.name, c.type, c.\"notnull\", c.pk FROM pragma_table_list t, pragma_table_xinfo(t.name) c \
         WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '_sqlx%' \
         ORDER BY t.name, c.pk",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    for (table, column, kind, not_null, key) in columns {
        let table = schema.entry(table).or_default();
        if key > 0 {
            table.primary.push(column.clone());
        }
        let stored = match kind.as_str() {
            "INTEGER" => "INTEGER",
            "TEXT" => "TEXT",
            "BLOB" => "BLOB",
            "REAL" => "REAL",
            other => panic!("{other} in {column}"),
        };
        let nullable = !not_null && key == 0;
        table.columns.insert(column, Column { stored, nullable });
    }
    for (name, table) in &mut schema {
        table.references = sqlx::query_as(
            "SELECT \"from\", \"table\", \"to\", on_delete FROM pragma_foreign_key_list(?) ORDER BY 1",
        )
        .bind(name)
        .fetch_all(&pool)
        .await
        .unwrap();
        let indexes: Vec<(String, bool, bool)> = sqlx::query_as(
            "SELECT name, \"unique\", partial FROM pragma_index_list(?) WHERE origin <> 'pk'",
        )
        .bind(name)
        .fetch_all(&pool)
        .await
        .unwrap();
        for (index, unique, partial) in indexes {
            let columns: Vec<(String,)> = sqlx::query_as(
                "SELECT iif(\"desc\", '-', '') || coalesce(name, '()') FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno",
            )
            .bind(index)
            .fetch_all(&pool)
            .await
            .unwrap();
            let columns = columns.into_iter().map(|(column,)| column).collect();
            table.indexes.push((columns, unique, partial));
        }
        table.indexes.sort();
    }
    schema
}

async fn of_postgres(url: &str) -> Schema {
    let pool = PgPool::connect(url).await.unwrap();
    let mut schema = Schema::new();
    let columns: Vec<(String, String, String, bool, Option<String>)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES', collation_name::text \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    for (table, column, kind, nullable, collation) in columns {
        let stored = match kind.as_str() {
            "bigint" | "boolean" => "INTEGER",
            "text" | "jsonb" => "TEXT",
            "bytea" | "uuid" => "BLOB",
            "double precision" => "REAL",
            other => panic!("{other} in {table}.{column}"),
        };
        // Else names would come in another order than in SQLite.
        let by_bytes = collation.as_deref() == Some("C");
        assert_eq!(kind == "text", by_bytes, "{table}.{column}");
        let table = schema.entry(table).or_default();
        table.columns.insert(column, Column { stored, nullable });
    }
    let references: Vec<(String, String, String, String, String)> = sqlx::query_as(
        "SELECT c.conrelid::regclass::text, a.attname::text, c.confrelid::regclass::text, b.attname::text, \
         CASE c.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'a' THEN 'NO ACTION' ELSE '?' END \
         FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
         JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1] \
         WHERE c.contype = 'f' ORDER BY 1, 2",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    for (table, from, to, column, action) in references {
        let table = schema.get_mut(&table).unwrap();
        table.references.push((from, to, column, action));
    }
    let indexes: Vec<(String, Vec<String>, bool, bool, bool)> = sqlx::query_as(
        "SELECT i.indrelid::regclass::text, \
         (SELECT array_agg(CASE i.indoption[n - 1] & 1 WHEN 1 THEN '-' ELSE '' END || coalesce(a.attname::text, '()') ORDER BY n) \
          FROM generate_series(1, i.indnkeyatts) n \
          LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n - 1]), \
         i.indisunique, i.indpred IS NOT NULL, i.indisprimary \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace s ON s.oid = c.relnamespace \
         JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam \
         WHERE s.nspname = 'public' AND c.relname NOT LIKE '\\_sqlx%' AND m.amname = 'btree'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    for (table, columns, unique, partial, primary) in indexes {
        let table = schema.get_mut(&table).unwrap();
        if primary {
            table.primary = columns;
        } else {
            table.indexes.push((columns, unique, partial));
        }
    }
    for table in schema.values_mut() {
        table.indexes.sort();
    }
    schema
}

#[tokio::test]
async fn both_databases_have_the_same_schema() {
    let sqlite = TestDatabase::of(Kind::Sqlite).await;
    sqlite.open(Context::system()).await.close().await;
    let postgres = TestDatabase::of(Kind::Postgres).await;
    let (sqlite, postgres) = (
        of_sqlite(sqlite.url()).await,
        of_postgres(postgres.url()).await,
    );
    assert!(sqlite.len() > 15 && sqlite["videos"].indexes.len() >= 5);
    let tables = |schema: &Schema| schema.keys().cloned().collect::<Vec<_>>();
    assert_eq!(tables(&sqlite), tables(&postgres));
    for (name, table) in &sqlite {
        assert_eq!(
            table, &postgres[name],
            "{name}: SQLite left, PostgreSQL right"
        );
    }
}
