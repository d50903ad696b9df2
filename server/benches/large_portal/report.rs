//! The report's first window, filters, sorts and the whole table.

use crate::figure::{Figure, timed};
use crate::plain::{FirstWindow, Plain};
use crate::running::Rig;

const REQUESTS: usize = 400;
/// Most milliseconds of half of the requests, and of nineteen in twenty.
const BUDGET: (f64, f64) = (5.0, 15.0);

/// Filters and orders as people use them, in turn.
const QUERIES: [&str; 8] = [
    "sort=-work",
    "sort=-won",
    "overdue=1&sort=last",
    "q=%D0%BA%D0%BB%D0%B8%D0%B5%D0%BD%D1%82%2012",
    "direction=3&sort=-work.3",
    "responsible=7,8,9",
    "sort=responsible",
    "sector=S3&sort=-last",
];

/// Prints the report's figures.
pub(crate) async fn measure(rig: &Rig<'_>) {
    let figure = |what: &str| Figure::new("report", what, rig.database.engine, rig.size);
    let cold = timed(1, |_| rig.get("report?limit=100&directory=1")).await;
    figure("cold_ms").times(&cold).print();

    let plain = Plain::connect(&rig.database.url).await;
    assert_eq!(plain.first_window(rig.portal.id).await, by_engine(rig).await, "the baseline answers the same question");
    let baseline = timed(5, |_| plain.first_window(rig.portal.id)).await;
    let windows = timed(REQUESTS, |_| rig.get("report?limit=100&sort=title")).await;
    let window = figure("first_window_ms").times(&windows).budget(BUDGET.1, Some(BUDGET.0));
    window.over("the same window and totals by SQL for each request", &baseline).print();

    let mixed = timed(REQUESTS, async |at| {
        rig.get(&format!("report?limit=100&{}", QUERIES[at % QUERIES.len()])).await;
    });
    figure("filtered_ms").times(&mixed.await).budget(BUDGET.1, Some(BUDGET.0)).print();
    figure("table_ms").times(&timed(3, |_| rig.get("report/table")).await).print();
    let bytes = rig.get("report/table").await.len() as u64;
    figure("table_bytes").count(bytes, "bytes, compressed").print();
}

/// The first window as the report answers it.
async fn by_engine(rig: &Rig<'_>) -> FirstWindow {
    let page = rig.json("report?limit=100&sort=title").await;
    let window = &page["window"];
    let ids = window["rows"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect();
    let totals = &window["totals"];
    let won = totals["all"]["won"].as_array().unwrap().iter().map(|sum| sum[1].as_i64().unwrap()).sum();
    FirstWindow { ids, companies: totals["companies"].as_i64().unwrap(), won }
}
