//! Both engines have the same schema, and it keeps the rules of tenants.

use crate::engine::{on_postgres, on_sqlite, on_sqlite_with_sql};
use std::collections::{BTreeMap, BTreeSet};
use store::{Store, TENANT_TABLES};

/// Table → columns: name, type as SQLite spells it, whether it may be NULL, place in the primary key (0 for none).
type Tables = BTreeMap<String, BTreeMap<String, (String, bool, i64)>>;

fn files(engine: &str) -> BTreeSet<String> {
    let folder = format!("{}/../../migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn both_folders_list_the_same_migrations() {
    assert_eq!(files("sqlite"), files("postgres"));
    assert!(files("sqlite").len() >= 4);
}

/// The file behind a store, read with a connection of our own.
async fn sqlite_schema() -> (Tables, BTreeSet<String>) {
    use sqlx::Connection;
    let mut conn = sqlx::SqliteConnection::connect("sqlite::memory:").await.unwrap();
    sqlx::migrate!("../../migrations/sqlite").run(&mut conn).await.unwrap();
    let columns: Vec<(String, String, String, i64, i64)> = sqlx::query_as(
        r#"SELECT m.name, p.name, p.type, p."notnull", p.pk FROM sqlite_master m, pragma_table_info(m.name) p
           WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\_sqlx%' ESCAPE '\'"#,
    )
    .fetch_all(&mut conn)
    .await
    .unwrap();
    let loose: Vec<String> = sqlx::query_scalar(
        r"SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
            AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\_sqlx%' ESCAPE '\'",
    )
    .fetch_all(&mut conn)
    .await
    .unwrap();
    assert_eq!(loose, Vec::<String>::new(), "every table is STRICT");
    let indexes: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
            .fetch_all(&mut conn)
            .await
            .unwrap();
    let mut tables = Tables::new();
    for (table, column, kind, not_null, pk) in columns {
        // An INTEGER PRIMARY KEY is never NULL, although SQLite does not say so.
        let nullable = not_null == 0 && pk == 0;
        tables.entry(table).or_default().insert(column, (kind, nullable, pk));
    }
    (tables, indexes.into_iter().collect())
}

async fn postgres_schema(pool: &sqlx::PgPool) -> (Tables, BTreeSet<String>) {
    let columns: Vec<(String, String, String, String, i64)> = sqlx::query_as(
        "SELECT c.table_name, c.column_name, c.data_type, c.is_nullable, CAST(COALESCE(k.ordinal_position, 0) AS BIGINT)
         FROM information_schema.columns c
         LEFT JOIN information_schema.table_constraints t
           ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.constraint_type = 'PRIMARY KEY'
         LEFT JOIN information_schema.key_column_usage k
           ON k.constraint_schema = t.constraint_schema AND k.constraint_name = t.constraint_name
             AND k.table_name = c.table_name AND k.column_name = c.column_name
         WHERE c.table_schema = current_schema() AND c.table_name <> '_sqlx_migrations'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let indexes: Vec<String> = sqlx::query_scalar(
        "SELECT indexname::TEXT FROM pg_indexes WHERE schemaname = current_schema()
           AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE '%_key'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let mut tables = Tables::new();
    for (table, column, kind, nullable, pk) in columns {
        let kind = match kind.as_str() {
            "bigint" | "integer" | "boolean" => "INTEGER",
            "text" => "TEXT",
            "bytea" => "BLOB",
            other => panic!("{table}.{column}: {other} has no spelling on SQLite"),
        };
        tables.entry(table).or_default().insert(column, (kind.to_owned(), nullable == "YES", pk));
    }
    (tables, indexes.into_iter().collect())
}

#[tokio::test]
async fn both_engines_end_with_the_same_tables_columns_and_indexes() {
    on_postgres(|_store: Store| async {
        let url = std::env::var("TEST_DATABASE_URL").unwrap();
        let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
        let schema = format!("store_schema_{}", std::process::id());
        for statement in [
            format!("DROP SCHEMA IF EXISTS {schema} CASCADE"),
            format!("CREATE SCHEMA {schema}"),
            format!("SET search_path = {schema}"),
        ] {
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&pool).await.unwrap();
        }
        sqlx::migrate!("../../migrations/postgres").run(&pool).await.unwrap();
        let postgres = postgres_schema(&pool).await;
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("DROP SCHEMA {schema} CASCADE"))).execute(&pool).await.unwrap();
        assert_eq!(sqlite_schema().await, postgres);
    })
    .await;
}

#[tokio::test]
async fn portal_id_leads_every_tenant_key_and_no_tenant_table_is_forgotten() {
    let (tables, _) = sqlite_schema().await;
    let tenants: BTreeSet<&str> = tables
        .iter()
        .filter(|(_, columns)| columns.contains_key("portal_id"))
        .map(|(table, _)| table.as_str())
        .collect();
    assert_eq!(tenants, TENANT_TABLES.into_iter().collect());
    let others: Vec<&str> = tables.keys().map(String::as_str).filter(|table| !tenants.contains(table)).collect();
    assert_eq!(others, ["portal", "process", "spent_code"]);
    for table in tenants {
        assert_eq!(tables[table]["portal_id"], ("INTEGER".to_owned(), false, 1), "{table}");
    }
}

#[tokio::test]
async fn migrating_again_changes_nothing_and_the_database_answers() {
    on_sqlite(|store: Store| async move {
        store.migrate().await.unwrap();
        store.ping().await.unwrap();
        store.refresh_statistics().await.unwrap();
        assert_eq!(store.dialect(), store::Dialect::Sqlite);
    })
    .await;
    on_postgres(|store: Store| async move {
        store.migrate().await.unwrap();
        store.ping().await.unwrap();
        store.refresh_statistics().await.unwrap();
        assert_eq!(store.dialect(), store::Dialect::Postgres);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_names_no_database_is_refused_without_repeating_it() {
    for url in ["mysql://user:secret@host/db", "sqlite::memory:", "postgres://user:secret@host/db?pool=0", "nonsense"] {
        let refused = Store::connect(url).await.unwrap_err();
        assert!(matches!(refused, store::Error::Address(_)), "{url}");
        assert!(!refused.to_string().contains("secret"), "{url}");
    }
}

#[tokio::test]
async fn sizes_are_assumed_for_every_index_of_the_large_tables_and_give_way_to_measured_ones() {
    on_sqlite_with_sql(|store, sql| async move {
        let large = "('company', 'requisite', 'contact', 'deal', 'activity', 'call')";
        // An index is named after its table when it is the primary key.
        let unknown = format!(
            "SELECT COUNT(*) FROM sqlite_master m JOIN pragma_index_list(m.name) i
             WHERE m.type = 'table' AND m.name IN {large} AND NOT EXISTS (
                SELECT 1 FROM sqlite_stat1 s WHERE s.tbl = m.name
                 AND s.idx = CASE i.origin WHEN 'pk' THEN m.name ELSE i.name END
                 AND LENGTH(s.stat) - LENGTH(REPLACE(s.stat, ' ', '')) =
                     (SELECT COUNT(*) FROM pragma_index_info(i.name)))"
        );
        assert_eq!(sql.ids(&unknown).await, [0]);
        let lines = "SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl IN ('company', 'call')";
        let assumed = sql.ids(lines).await;

        store.refresh_statistics().await.unwrap();
        assert_eq!(sql.ids(lines).await, assumed, "empty tables keep what was assumed");

        let portal = crate::rows::install(&store, "measured").await;
        let mut tx = store.begin().await.unwrap();
        tx.companies(portal).upsert(&[crate::rows::company(1)]).await.unwrap();
        tx.commit().await.unwrap();
        store.refresh_statistics().await.unwrap();
        let measured = "SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'company' AND stat LIKE '1 %'";
        assert_eq!(sql.ids(measured).await, [1]);
        assert_eq!(sql.ids(lines).await, assumed);
    })
    .await;
}
