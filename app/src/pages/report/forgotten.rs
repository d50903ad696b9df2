//! The charts of forgotten clients: whose they are, and when they were forgotten.

use super::store::Store;
use crate::format::{count, short_name};
use crate::i18n::tools::words;
use crate::i18n::{Messages, messages};
use crate::ui::bars::{Bars, Series};
use crate::ui::chart::{Picture, chart};
use crate::ui::reactive::piece;
use crate::ui::slide::slide;
use domain::directory::Directory;
use domain::report::overdue::{Month, OverdueChart};
use domain::report::query::ReportQuery;
use leptos::prelude::*;
use std::sync::Arc;

/// Most people drawn; the table behind the chart has them all.
const MOST_BARS: usize = 15;
/// Most months drawn.
const MOST_MONTHS: usize = 24;
/// Height of a lying bar with its gap, pixels.
const BAR: usize = 24;

/// The slide-over with both charts. `closed` hears when it is left.
pub(crate) fn forgotten_slide(store: Store, closed: Callback<()>) -> AnyView {
    let t = messages();
    let names = store.names();
    let drawn = Memo::new(move |_| store.overdue_chart());
    let people = Signal::derive(move || drawn.with(|drawn| names.with(|names| by_person(drawn.as_ref(), names, t))));
    let months = Signal::derive(move || drawn.with(|drawn| by_month(drawn.as_ref(), t)));
    let choose = Callback::new(move |place: usize| {
        let person = drawn.with_untracked(|drawn| drawn.as_ref()?.people.get(place).copied());
        if let Some(one) = person {
            let nobody = domain::ids::PersonId(0);
            let keep = |query: &ReportQuery| ReportQuery {
                overdue: true,
                responsible: vec![one.person.unwrap_or(nobody)],
                departments: Vec::new(),
                ..query.clone()
            };
            store.query.update(|query| *query = keep(query));
        }
    });
    let contents = piece(move || match drawn.with(Option::is_some) {
        true => view! {
            <div class="modal-body scroll figures">
                {chart(people, choose)}
                <p class="sub">{words().chart_hint}</p>
                {chart(months, Callback::new(|_| ()))}
            </div>
        }
        .into_any(),
        false => view! { <p class="modal-body muted">{t.loading}</p> }.into_any(),
    });
    slide(t.report.overdue.to_owned(), words().chart_note.to_owned(), contents.into_any(), closed)
}

fn by_person(drawn: Option<&OverdueChart>, names: &Arc<Directory>, t: &Messages) -> Picture {
    let Some(drawn) = drawn else { return Picture::default() };
    let name = |one: &domain::report::overdue::OverdueOf| match one.person {
        None => t.report.unassigned.to_owned(),
        Some(id) => names.person(id).map_or_else(|| format!("#{id}"), short_name),
    };
    let overdue: u64 = drawn.people.iter().map(|one| one.overdue).sum();
    let companies: u64 = drawn.people.iter().map(|one| one.companies).sum();
    let shown = drawn.people.iter().filter(|one| one.overdue > 0).take(MOST_BARS);
    let bars = Bars {
        categories: shown.clone().map(name).collect(),
        series: vec![Series {
            name: t.report.overdue.to_owned(),
            colour: "--series-1",
            numbers: shown.clone().map(|one| small(one.overdue)).collect(),
        }],
        lying: true,
    };
    let most = drawn.people.first().filter(|one| one.overdue > 0);
    let most = most.map(|one| (words().chart_most)(&name(one), &count(one.overdue))).unwrap_or_default();
    Picture {
        title: words().by_responsible.to_owned(),
        summary: format!("{} {most}", (words().chart_people)(overdue, &count(overdue), &count(companies))),
        options: bars.options(),
        height: shown.count().max(1) * BAR + 40,
        heads: [t.report.responsible, t.report.overdue, words().companies_column].map(str::to_owned).to_vec(),
        rows: drawn.people.iter().map(|one| (name(one), vec![count(one.overdue), count(one.companies)])).collect(),
        ..Picture::default()
    }
}

fn by_month(drawn: Option<&OverdueChart>, t: &Messages) -> Picture {
    let Some(drawn) = drawn else { return Picture::default() };
    let from = drawn.months.len().saturating_sub(MOST_MONTHS);
    let shown = &drawn.months[from..];
    let bars = Bars {
        categories: shown.iter().map(|(month, _)| month_label(*month)).collect(),
        series: vec![Series {
            name: t.report.overdue.to_owned(),
            colour: "--series-4",
            numbers: shown.iter().map(|(_, companies)| small(*companies)).collect(),
        }],
        lying: false,
    };
    let peak = drawn.months.iter().max_by_key(|(_, companies)| *companies);
    let peak = peak
        .map(|(month, companies)| (words().chart_peak)(&month_label(*month), &count(*companies)))
        .unwrap_or_default();
    let never = (words().chart_never)(drawn.never, &count(drawn.never));
    Picture {
        title: words().by_month.to_owned(),
        summary: format!("{peak} {never}"),
        options: bars.options(),
        height: 200,
        heads: [words().month, t.report.overdue].map(str::to_owned).to_vec(),
        rows: drawn.months.iter().map(|(month, companies)| (month_label(*month), vec![count(*companies)])).collect(),
        ..Picture::default()
    }
}

/// `11.2026`.
pub(crate) fn month_label(month: Month) -> String {
    format!("{:02}.{}", month.month, month.year)
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
