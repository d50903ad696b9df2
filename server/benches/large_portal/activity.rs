//! Month and year of calls and meetings.

use crate::figure::{Figure, timed};
use crate::plain::Plain;
use crate::rows::PEOPLE;
use crate::running::Rig;
use domain::activity::period::Month;

const REQUESTS: usize = 300;
/// Most milliseconds of nineteen requests in twenty.
const BUDGET: f64 = 10.0;

/// Prints the grids' figures.
pub(crate) async fn measure(rig: &Rig<'_>) {
    let figure = |what: &str| Figure::new("activity", what, rig.database.engine, rig.size).with("people", PEOPLE);
    let counted = timed(1, |_| async { rig.app.boards.recount(&rig.portal, &rig.app.changes).await.unwrap() }).await;
    figure("count_everybody_ms").times(&counted).print();

    let month = Month::of(rig.app.boards.today(&rig.portal));
    let path = |grid: &str| match grid {
        "month" => format!("activity/month?month={}", month.text()),
        grid => format!("activity/{grid}?year={}", month.year()),
    };
    figure("cold_ms").times(&timed(1, |_| async { rig.get(&path("month")).await }).await).print();
    let plain = Plain::connect(&rig.database.url).await;
    assert!(plain.month(rig.portal.id, month).await > 0);
    let baseline = timed(5, |_| plain.month(rig.portal.id, month)).await;
    for grid in ["month", "year"] {
        let asked = timed(REQUESTS, |_| async { rig.get(&path(grid)).await }).await;
        let line = figure(&format!("{grid}_ms")).times(&asked).budget(BUDGET, None);
        // A year by SQL is not less than its month by SQL.
        line.over("counting the month's calls by SQL for each request", &baseline).print();
        let bytes = rig.get(&path(grid)).await.len() as u64;
        figure(&format!("{grid}_bytes")).count(bytes, "bytes, compressed").print();
    }
    let companies = timed(30, |_| async { rig.get(&path("companies")).await }).await;
    figure("companies_ms").times(&companies).print();
}
