//! What each engine says it would do with a statement, and what of that is too much.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};
use std::collections::BTreeSet;
use std::path::PathBuf;
use store::Store;

/// Tables that grow with a portal's age; the others have a few rows for each.
const LARGE: [&str; 8] = ["activity", "call", "company", "contact", "deal", "requisite", "person_day", "touched"];

/// What a statement may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// The rows it names.
    Few,
    /// A portal's rows.
    OnePortal,
}

/// A database of either engine.
pub(crate) struct Database {
    pub(crate) store: Store,
    url: String,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    Schema { url: String, name: String },
}

impl Database {
    /// A new file.
    pub(crate) async fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(format!("store-plans-{}", std::process::id()));
        let url = format!("sqlite://{}/plans.db", folder.display());
        Self::open(url, Place::Folder(folder)).await
    }

    /// A new schema of the database for tests; none without one.
    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(url) = std::env::var("TEST_DATABASE_URL") else {
            eprintln!("PostgreSQL left out: TEST_DATABASE_URL is not set");
            return None;
        };
        let name = format!("store_plans_{}", std::process::id());
        statement(&url, format!("CREATE SCHEMA {name}")).await;
        let mark = if url.contains('?') { '&' } else { '?' };
        let own = format!("{url}{mark}options[search_path]={name}");
        Some(Self::open(own, Place::Schema { url, name }).await)
    }

    async fn open(url: String, place: Place) -> Self {
        let store = Store::connect(&url).await.unwrap();
        store.migrate().await.unwrap();
        Self { store, url, place }
    }

    /// Looks at the plans of statements; answers how many speak of large tables.
    pub(crate) async fn check(&self, statements: &BTreeSet<String>, reads: Reads) -> usize {
        let mut looked_at = 0;
        for statement in statements.iter().filter(|statement| is_question(statement)) {
            let steps = match self.place {
                Place::Folder(_) => of_sqlite(&self.url, statement).await,
                Place::Schema { .. } => of_postgres(&self.url, statement).await,
            };
            looked_at += usize::from(!steps.is_empty());
            for step in steps {
                assert!(!step.is_too_much(reads), "{} in\n{statement}", step.told);
            }
        }
        looked_at
    }

    /// Takes it away.
    pub(crate) async fn remove(self) {
        self.store.close().await;
        match self.place {
            Place::Folder(folder) => std::fs::remove_dir_all(folder).unwrap(),
            Place::Schema { url, name } => statement(&url, format!("DROP SCHEMA {name} CASCADE")).await,
        }
    }
}

fn is_question(statement: &str) -> bool {
    statement.starts_with("SELECT") || statement.starts_with("WITH")
}

/// A visit to a large table.
#[derive(Debug)]
struct Step {
    told: String,
    /// By how many columns the rows are found; none when the table is read.
    columns: usize,
    /// Whether it may be the better way to read the portal's rows of a table in which there is little else.
    by_choice: bool,
}

impl Step {
    fn is_too_much(&self, reads: Reads) -> bool {
        match reads {
            Reads::Few => self.columns < 2,
            Reads::OnePortal => self.columns < 1 && !self.by_choice,
        }
    }
}

/// SQLite tells a line for each visit: `SEARCH d USING INDEX deal_report (portal_id=? AND company=?)`.
async fn of_sqlite(url: &str, statement: &str) -> Vec<Step> {
    let mut conn = SqliteConnection::connect(url).await.unwrap();
    let rows =
        sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"))).fetch_all(&mut conn).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
    conn.close().await.unwrap();
    let aliases = aliases(statement);
    let of_large = lines.into_iter().filter(|line| {
        let mut words = line.split(' ');
        let is_visit = matches!(words.next(), Some("SEARCH" | "SCAN"));
        is_visit && words.next().is_some_and(|name| aliases.contains(name))
    });
    of_large
        .map(|told| {
            let found = told.split_once(" (").filter(|_| told.starts_with("SEARCH")).map_or("", |(_, by)| by);
            Step { columns: found.matches(['=', '<', '>']).count(), by_choice: false, told: told.clone() }
        })
        .collect()
}

/// The names by which a statement calls large tables.
fn aliases(statement: &str) -> BTreeSet<String> {
    let words: Vec<&str> = statement.split([' ', '\n', ',', '(', ')']).filter(|word| !word.is_empty()).collect();
    let mut names = BTreeSet::new();
    for pair in words.windows(2).filter(|pair| LARGE.contains(&pair[0])) {
        names.insert(pair[0].to_owned());
        names.insert(pair[1].to_owned());
    }
    names
}

/// PostgreSQL plans without knowing the values, as for a statement it has prepared; read from its JSON.
async fn of_postgres(url: &str, statement: &str) -> Vec<Step> {
    let mut conn = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql("SET plan_cache_mode = force_generic_plan").execute(&mut conn).await.unwrap();
    let count = values_of(statement);
    let (types, values) = (listed(&types_of(statement, count)), listed(&vec!["NULL"; count]));
    sqlx::raw_sql(AssertSqlSafe(format!("PREPARE asked{types} AS {statement}"))).execute(&mut conn).await.unwrap();
    let explain = AssertSqlSafe(format!("EXPLAIN (COSTS OFF) EXECUTE asked{values}"));
    let rows = sqlx::raw_sql(explain).fetch_all(&mut conn).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    conn.close().await.unwrap();
    let mut steps = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(table) = visited(line) else { continue };
        let by =
            lines[at + 1..].iter().take_while(|line| !line.contains("->")).find(|line| line.contains("Index Cond:"));
        let bitmap =
            lines[at + 1..].iter().find(|line| line.contains("Index Cond:")).filter(|_| line.contains("Bitmap"));
        let columns = by.or(bitmap).map_or(0, |condition| condition.matches(" AND ").count() + 1);
        let told = format!("{} [{}] {}", line.trim(), table, by.or(bitmap).map_or("", |by| by.trim()));
        steps.push(Step { told, columns, by_choice: line.contains("Seq Scan") });
    }
    steps
}

/// The large table a line of a plan reads.
fn visited(line: &str) -> Option<&'static str> {
    let (_, rest) =
        line.split_once(" on ").filter(|(kind, _)| kind.contains("Scan") && !kind.contains("Bitmap Index"))?;
    let name = rest.split(' ').next()?;
    LARGE.into_iter().find(|table| *table == name)
}

/// The driver says of what type a value is. The engine finds out by itself except in a list of rows, all of them numbers here.
fn types_of(statement: &str, count: usize) -> Vec<&'static str> {
    let rows = if statement.starts_with("WITH t") { statement.split("SELECT").next().unwrap_or_default() } else { "" };
    let in_rows = values_of(rows);
    (0..count).map(|at| if at < in_rows { "bigint" } else { "unknown" }).collect()
}

fn listed(words: &[&str]) -> String {
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) }
}

/// How many values a statement is given.
fn values_of(statement: &str) -> usize {
    let numbers =
        statement.split('$').skip(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    numbers.filter_map(|number| number.parse().ok()).max().unwrap_or(0)
}

async fn statement(url: &str, sql: String) {
    let mut conn = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}
