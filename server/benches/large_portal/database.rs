//! A database of its own for each run: a file, or a schema; both gone afterwards.

use std::path::PathBuf;

/// Where rows are kept, and what takes them away again.
pub(crate) struct Database {
    /// Its name in figures.
    pub(crate) engine: &'static str,
    /// As the server is told of it.
    pub(crate) url: String,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    Schema { url: String, name: String },
}

impl Database {
    /// A file in the temporary folder.
    pub(crate) fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("svodka-bench-{}", std::process::id()));
        let url = format!("sqlite://{}", folder.join("large.db").display());
        Self { engine: "sqlite", url, place: Place::Folder(folder) }
    }

    /// A schema in this database.
    pub(crate) async fn postgres(url: &str) -> Self {
        let name = format!("svodka_bench_{}", std::process::id());
        statement(url, format!("CREATE SCHEMA {name}")).await;
        let mark = if url.contains('?') { '&' } else { '?' };
        let own = format!("{url}{mark}options[search_path]={name}");
        Self { engine: "postgres", url: own, place: Place::Schema { url: url.to_owned(), name } }
    }

    /// Takes the rows away.
    pub(crate) async fn remove(self) {
        match self.place {
            Place::Folder(folder) => std::fs::remove_dir_all(folder).unwrap(),
            Place::Schema { url, name } => statement(&url, format!("DROP SCHEMA {name} CASCADE")).await,
        }
    }
}

async fn statement(url: &str, sql: String) {
    use sqlx::Connection as _;
    let mut conn = sqlx::PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}
