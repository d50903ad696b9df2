//! The engine against plain SQL: the same filters, sorts and sums written as statements over the stored rows, on both
//! databases, for random data.

use crate::engine::{Sql, on_postgres_with_sql, on_sqlite_with_sql};
use crate::facts::worlds;
use crate::naive::World;
use crate::rows::install;
use domain::day::Day;
use domain::deals::Phase;
use domain::directory::Person;
use domain::ids::{DepartmentId, PersonId, PortalId};
use domain::money::{Amount, Currency, CurrencyCode};
use domain::report::query::{ReportQuery, SortKey};
use domain::report::table::ReportTable;
use domain::rights::Scope;
use domain::settings::Settings;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::{ChoiceRow, OwnerType, PipelineRow, Store};

/// Deals were modified on days 0 to 99: some of them are suspended today (183 days) and some failures old (92 days).
const TODAY: i32 = 250;
const WORLDS: usize = 12;
const QUERIES: usize = 30;

/// A filter as the address bar has it, and as SQL over the columns of [`rows`].
const FILTERS: [(&str, &str); 28] = [
    ("q=2", "(title_fold LIKE '%2%' OR inn LIKE '2%')"),
    ("q=%D0%9A%D0%BE%D0%9C%D0%9F", "title_fold LIKE '%комп%'"),
    ("q=77", "(title_fold LIKE '%77%' OR inn LIKE '77%')"),
    ("company=1,3", "id IN (1, 3)"),
    ("responsible=1,0", "responsible IN (1, 0)"),
    ("department=5", "responsible IN (SELECT person FROM person_department WHERE portal_id = $1 AND department = 5)"),
    ("sector=IT", "sector_key = 'IT'"),
    ("sector=", "sector_key IS NULL"),
    ("region=77&region=", "(region = '77' OR region IS NULL)"),
    ("source=%D0%A1%D0%B0%D0%B9%D1%82", "source = 'Сайт'"),
    ("inn=present", "inn <> ''"),
    ("inn=absent", "inn = ''"),
    ("inn_text=72", "inn LIKE '%72%'"),
    ("created=1970-01-03..1970-01-04", "created <> 0 AND created_day BETWEEN 2 AND 3"),
    ("turnover=0.0010..", "revenue >= 10"),
    ("turnover=..0.0010", "revenue <= 10"),
    ("employees=11..", "CAST(employees AS BIGINT) >= 11"),
    ("employees=..10", "CAST(employees AS BIGINT) <= 10"),
    ("work=1..", "COALESCE(work, 0) >= 100000000"),
    ("work=..500", "COALESCE(work, 0) <= 50000000000"),
    ("won=..0", "COALESCE(won, 0) <= 0"),
    ("last=never", "last IS NULL"),
    ("last=1970-03-01..1970-12-31", "last BETWEEN 59 AND 364"),
    ("overdue=1", "(last IS NULL OR last < 250 - 186)"),
    ("state=work", "(states LIKE '%w%')"),
    ("state=preparation,failed", "(states LIKE '%p%' OR states LIKE '%f%')"),
    ("state=suspended", "(states LIKE '%s%')"),
    ("state=free", "(states LIKE '%e%')"),
];

/// An order as the address bar has it, and its key.
const SORTS: [(&str, &str); 13] = [
    ("title", "title_fold"),
    ("id", "id"),
    ("responsible", "name_fold"),
    ("last", "last"),
    ("work", "work"),
    ("won", "won"),
    ("inn", "NULLIF(inn, '')"),
    ("sector", "sector_key"),
    ("region", "region"),
    ("employees", "CAST(employees AS BIGINT)"),
    ("turnover", "revenue"),
    ("created", "CASE WHEN created <> 0 THEN created_day END"),
    ("work.3", "work_3"),
];

#[derive(Clone, Debug)]
struct Asked {
    filters: Vec<(&'static str, &'static str)>,
    sort: (&'static str, &'static str),
    descending: bool,
    directions: Option<Vec<i64>>,
}

fn asked() -> impl Strategy<Value = Asked> {
    let directions = prop_oneof![3 => Just(None), 1 => subsequence(vec![0_i64, 3, 6], 1..3).prop_map(Some)];
    (subsequence(FILTERS.to_vec(), 0..3), select(SORTS.to_vec()), any::<bool>(), directions)
        .prop_map(|(filters, sort, descending, directions)| Asked { filters, sort, descending, directions })
        // The same field twice in one address means the last one.
        .prop_filter("one filter per field", |asked| {
            // People and departments are one filter, joined by "or".
            let field = |filter: &(&'static str, &str)| match filter.0.split('=').next() {
                Some("department") => Some("responsible"),
                field => field,
            };
            asked.filters.windows(2).all(|pair| field(&pair[0]) != field(&pair[1]))
        })
}

impl Asked {
    fn query(&self) -> ReportQuery {
        let mut text: Vec<String> = self.filters.iter().map(|(url, _)| (*url).to_owned()).collect();
        text.push(format!("sort={}{}", if self.descending { "-" } else { "" }, self.sort.0));
        if let Some(directions) = &self.directions {
            text.push(format!("direction={}", list(directions)));
        }
        ReportQuery::parse(&text.join("&")).unwrap()
    }

    /// Companies that match, in order.
    fn statement(&self, portal: PortalId, collation: &str) -> String {
        let mut conditions: Vec<String> = self.filters.iter().map(|(_, sql)| (*sql).to_owned()).collect();
        let by_state = self.filters.iter().any(|(url, _)| url.starts_with("state"));
        if self.directions.is_some() && !by_state {
            conditions.push("deals > 0".to_owned());
        }
        let conditions = if conditions.is_empty() { "1 = 1".to_owned() } else { conditions.join(" AND ") };
        let key = self.sort.1;
        let is_text = ["title", "responsible", "inn", "sector", "region"].contains(&self.sort.0);
        let collation = if is_text { collation } else { "" };
        let way = if self.descending { "DESC" } else { "ASC" };
        let statement = format!(
            "{} SELECT id FROM c WHERE {conditions} ORDER BY CASE WHEN {key} IS NULL THEN 1 ELSE 0 END,
               {key} {collation} {way}, id",
            rows(self.directions.as_deref())
        );
        statement.replace("$1", &portal.0.to_string())
    }
}

fn list(ids: &[i64]) -> String {
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

/// One row per company with everything the filters speak of; money is amount × rate.
fn rows(directions: Option<&[i64]>) -> String {
    let shown = list(directions.unwrap_or(&[0, 3, 6]));
    let all = [0, 3, 6].iter().filter(|id| directions.is_none_or(|shown| shown.contains(id)));
    // The states of a company, a letter for each shown direction.
    let states: Vec<String> = all
        .map(|id| {
            format!(
                "COALESCE((SELECT CASE WHEN g.work_day >= {TODAY} - 183 THEN 'w' WHEN g.preparation_day >= {TODAY} - 183
                     THEN 'p' WHEN g.failed_day >= {TODAY} - 92 THEN 'f' WHEN g.work_day IS NOT NULL
                     OR g.preparation_day IS NOT NULL THEN 's' ELSE 'e' END
                   FROM g WHERE g.company = o.id AND g.direction = {id}), 'e')"
            )
        })
        .collect();
    format!(
        "WITH d AS (
           SELECT deal.company, deal.pipeline AS direction, deal.modified_day,
             deal.amount * currency.rate AS money,
             CASE WHEN deal.stage_id = 'NEW' THEN 'preparation' WHEN stage.semantics = 'S' THEN 'won'
               WHEN stage.semantics = 'F' THEN 'failed' ELSE 'work' END AS phase
           FROM deal LEFT JOIN stage ON stage.portal_id = deal.portal_id AND stage.stage_id = deal.stage_id
           JOIN currency ON currency.portal_id = deal.portal_id AND currency.code = deal.currency
           WHERE deal.portal_id = $1 AND deal.pipeline IN ({shown})),
         g AS (
           SELECT company, direction, MAX(CASE WHEN phase = 'work' THEN modified_day END) AS work_day,
             MAX(CASE WHEN phase = 'preparation' THEN modified_day END) AS preparation_day,
             MAX(CASE WHEN phase = 'failed' THEN modified_day END) AS failed_day
           FROM d GROUP BY company, direction),
         w AS (
           SELECT d.company, d.direction, d.money FROM d JOIN g ON g.company = d.company AND g.direction = d.direction
           WHERE d.phase = 'work' AND g.work_day >= {TODAY} - 183),
         t AS (
           SELECT CASE a.owner_type WHEN 4 THEN a.owner_id
               WHEN 2 THEN (SELECT x.company FROM deal x WHERE x.portal_id = $1 AND x.id = a.owner_id)
               WHEN 3 THEN (SELECT x.company FROM contact x WHERE x.portal_id = $1 AND x.id = a.owner_id) END AS company,
             a.day
           FROM activity a WHERE a.portal_id = $1 AND ((a.kind = 1 AND a.completed) OR (a.kind = 2 AND
             CASE WHEN EXISTS (SELECT 1 FROM call x WHERE x.portal_id = $1 AND x.activity_id = a.id)
               THEN EXISTS (SELECT 1 FROM call x WHERE x.portal_id = $1 AND x.activity_id = a.id
                            AND x.failed_code = '200')
               ELSE a.completed END))
           UNION ALL
           SELECT CASE x.entity_type WHEN 4 THEN x.entity_id
               WHEN 3 THEN (SELECT p.company FROM contact p WHERE p.portal_id = $1 AND p.id = x.entity_id) END, x.day
           FROM call x WHERE x.portal_id = $1 AND x.activity_id = 0 AND x.failed_code = '200'),
         c AS (
           SELECT o.*, COALESCE((SELECT r.inn FROM requisite r WHERE r.portal_id = $1 AND r.company = o.id
               AND r.inn <> '' ORDER BY r.id LIMIT 1), '') AS inn,
             (SELECT COUNT(*) FROM d WHERE d.company = o.id) AS deals,
             (SELECT SUM(w.money) FROM w WHERE w.company = o.id) AS work,
             (SELECT SUM(w.money) FROM w WHERE w.company = o.id AND w.direction = 3) AS work_3,
             (SELECT SUM(d.money) FROM d WHERE d.company = o.id AND d.phase = 'won') AS won,
             (SELECT MAX(t.day) FROM t WHERE t.company = o.id) AS last,
             CASE WHEN o.responsible <> 0 THEN COALESCE((SELECT p.name_fold FROM person p WHERE p.portal_id = $1
               AND p.id = o.responsible), '#' || CAST(o.responsible AS TEXT)) END AS name_fold,
             {} AS states
           FROM (SELECT id, title_fold, responsible, sector_key, region, source, employees, revenue, created,
                 created_day FROM company WHERE portal_id = $1) o)",
        states.join(" || ")
    )
}

async fn fill(store: &Store, portal: PortalId, world: &World) {
    world.store(store, portal).await;
    let mut tx = store.begin().await.unwrap();
    let person = |id: i64, name: &str, department: i64| Person {
        id: PersonId(id),
        name: String::new(),
        last_name: name.to_owned(),
        position: String::new(),
        active: true,
        departments: vec![DepartmentId(department)],
    };
    tx.people(portal).upsert(&[person(1, "Яшин", 4), person(2, "ёлкин", 5)]).await.unwrap();
    let mut dictionaries = tx.dictionaries(portal);
    let pipelines = [0, 3, 6].map(|id| PipelineRow { id, name: format!("Воронка {id}"), sort: 0 });
    dictionaries.replace_pipelines(&pipelines).await.unwrap();
    let sector = ChoiceRow { key: "IT".to_owned(), name: "IT".to_owned(), sort: 0 };
    dictionaries.replace_choices(OwnerType::COMPANY, "INDUSTRY", &[sector]).await.unwrap();
    let currency = |code: &str, rate, base| Currency {
        code: CurrencyCode(code.to_owned()),
        rate: Amount(rate),
        rate_units: 1,
        base,
        rated: None,
    };
    dictionaries.replace_currencies(&[currency("RUB", 10_000, true), currency("USD", 905_000, false)]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn story(store: Store, sql: Sql) {
    let settings = Settings { stages: [("NEW".to_owned(), Phase::Preparation)].into(), ..Settings::default() };
    let mut chance = TestRunner::deterministic();
    let collation = if matches!(sql, Sql::Postgres(_)) { "COLLATE \"C\"" } else { "COLLATE BINARY" };
    let mut found = 0;
    for number in 0..WORLDS {
        let world = worlds().new_tree(&mut chance).unwrap().current();
        let portal = install(&store, &format!("plain{number}")).await;
        fill(&store, portal, &world).await;
        let mut reader = store.read().await.unwrap();
        let directory = reader.report(portal).directory(&settings).await.unwrap();
        let facts = reader.report(portal).facts(&settings, None).await.unwrap();
        drop(reader);
        let mut table = ReportTable::new(directory, settings.thresholds);
        table.extend(facts);
        for _ in 0..QUERIES {
            let asked = asked().new_tree(&mut chance).unwrap().current();
            let query = asked.query();
            assert!(query.sort.key == SortKey::from_code(asked.sort.0).unwrap());
            let window = table.query(&query, &Scope::All, Day(TODAY), 0..100);
            let engine: Vec<i64> = window.rows.iter().map(|row| row.id.0).collect();
            let statement = asked.statement(portal, collation);
            assert_eq!(engine, sql.ids(&statement).await, "{asked:?} {world:#?} {statement}");
            assert_eq!(window.totals.companies, engine.len() as u64);
            // Every window of two, put together, is the whole: no company twice, none left out.
            let pages = (0..engine.len().max(1)).step_by(2).flat_map(|at| {
                let window = table.query(&query, &Scope::All, Day(TODAY), at..at + 2);
                window.rows.into_iter().map(|row| row.id.0).collect::<Vec<_>>()
            });
            assert_eq!(pages.collect::<Vec<_>>(), engine);
            found += engine.len();
        }
    }
    assert!(found > 100, "the queries find something: {found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_engine_answers_what_plain_sql_answers_sqlite() {
    on_sqlite_with_sql(story).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_engine_answers_what_plain_sql_answers_postgres() {
    on_postgres_with_sql(story).await;
}
