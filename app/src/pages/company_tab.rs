//! The tab inside the card of a company or of one of its deals: the company's communications, their pace, deals by
//! direction, who talked.

mod pace;

use crate::api::{ApiError, api};
use crate::format::{count, date, short_name};
use crate::i18n::messages;
use crate::i18n::tools::words;
use crate::pages::report::cells::{Contact, direction_cells};
use crate::pages::report::row::lines;
use crate::pages::report::scene::Scene;
use crate::pages::report::words::{direction_name, total_text, with_currency, won_text, work_text};
use crate::pages::timeline::{Contacts, events, kinds};
use crate::ui::avatar::Avatar;
use crate::ui::bars::{Bars, Series};
use crate::ui::chart::{Picture, chart};
use crate::ui::icon::SmallIcon;
use crate::ui::reactive::piece;
use crate::ui::states::{EmptyState, ErrorState};
use domain::directory::Directory;
use domain::report::drill::CompanyPage;
use leptos::prelude::*;
use leptos::task::spawn_local;
use pace::{Pace, by_person, pace};
use std::sync::Arc;

/// The card the tab stands in, with the id of its record if the portal told one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Card {
    /// Of a company.
    Company(Option<i64>),
    /// Of a deal: the tab shows the deal's company.
    Deal(Option<i64>),
}

/// The tab inside a card; without a company it says what to do.
pub(crate) fn card_tab(card: Card) -> AnyView {
    let t = messages();
    let (asked, title, hint) = match card {
        Card::Company(id) => (id.map(|id| format!("id={id}")), t.card.company_tab_title, words().unknown_company),
        Card::Deal(id) => (id.map(|id| format!("deal={id}")), t.card.deal_tab_title, t.card.deal_tab_text),
    };
    let empty = move || lone(view! { <EmptyState drawing="chart" title=title text=hint /> }.into_any());
    let Some(asked) = asked else { return empty() };
    let answer = RwSignal::new(None::<Result<CompanyPage, ApiError>>);
    let fetch = StoredValue::new_local(api());
    let path = StoredValue::new(format!("/api/report/company?{asked}"));
    let ask = move || {
        let Some(api) = fetch.try_get_value() else { return };
        answer.set(None);
        spawn_local(async move {
            let page = api.ask::<CompanyPage>(&path.get_value()).await;
            // The tab may be closed meanwhile.
            answer.try_set(Some(page));
        });
    };
    ask();
    let retry = Callback::new(move |()| ask());
    piece(move || match answer.get() {
        None => lone(
            view! { <div class="panel"><i class="sk"></i><i class="sk w7"></i><i class="sk"></i></div> }.into_any(),
        ),
        // A deal without a company has nothing to show, and that is no failure.
        Some(Err(ApiError::Problem(problem))) if problem.status == 404 && matches!(card, Card::Deal(_)) => empty(),
        Some(Err(error)) => lone(view! { <ErrorState error retry /> }.into_any()),
        Some(Ok(page)) => shown(&page),
    })
    .into_any()
}

fn lone(contents: AnyView) -> AnyView {
    let t = messages();
    view! {
        <div class="app">
            <main class="main lone" id="main"><h1 class="vh">{t.product}</h1><div class="card frame">{contents}</div></main>
        </div>
    }
    .into_any()
}

fn shown(page: &CompanyPage) -> AnyView {
    let (t, w) = (messages(), words());
    let contacts = Contacts::of(page.row.id);
    let kind = RwSignal::new(0);
    let directory = Arc::new(page.directory.clone());
    let scene = Scene {
        directory: Arc::clone(&directory),
        directions: (0..directory.directions.len()).collect(),
        today: page.today,
        thresholds: page.thresholds,
        currency: only_currency(page),
        convert: page.convert,
        ..Scene::default()
    };
    let communications = view! {
        <section class="card tl frame">
            <header><h2>{w.communications}</h2><div class="kinds">{kinds(kind)}</div></header>
            {events(contacts, kind, Arc::clone(&directory))}
        </section>
    };
    view! {
        <div class="app">
            <main class="tab" id="main">
                <h1 class="vh">{page.row.title.clone()}": "{t.card.company_tab_title}</h1>
                {communications}
                <div class="side">
                    {pace_card(page, contacts)}
                    {directions_card(page, &scene)}
                    {people_card(contacts, directory, page.today)}
                </div>
            </main>
        </div>
    }
    .into_any()
}

fn only_currency(page: &CompanyPage) -> Option<u8> {
    let mut places = page.row.work.iter().chain(&page.row.won).map(|(place, _)| *place);
    let first = places.next().unwrap_or(0);
    places.all(|place| place == first).then_some(first)
}

/// How often the client is talked to, in figures and by month.
fn pace_card(page: &CompanyPage, contacts: Contacts) -> AnyView {
    let w = words();
    let (today, thresholds) = (page.today, page.thresholds);
    let contact = Contact::of(page.row.last_communication, today, &thresholds);
    let late = !matches!(contact, Contact::On { overdue: false, .. });
    let badge = if late {
        view! { <span class="badge red"><SmallIcon name="alert" />{w.pace_late}</span> }.into_any()
    } else {
        view! { <span class="badge green"><SmallIcon name="check" />{w.pace_fine}</span> }.into_any()
    };
    let due = page.row.last_communication.map(|day| domain::day::Day(day.0 + thresholds.overdue_days));
    let figures = Memo::new(move |_| contacts.list.with(|list| pace(list, today)));
    let picture = Signal::derive(move || figures.with(picture));
    let tiles = piece(move || figures.with(|pace| tiles(contact, pace)));
    let due =
        due.filter(|_| !late).map(|day| view! { <p class="sub due">{(w.call_before)(&date(day, messages()))}</p> });
    view! {
        <section class="card pace">
            <header><h2>{w.pace}</h2><span class="grow"></span>{badge}</header>
            {tiles}
            <div class="pace-chart">{chart(picture, Callback::new(|_| ()))}</div>
            {due}
        </section>
    }
    .into_any()
}

fn tiles(contact: Contact, pace: &Pace) -> AnyView {
    let (t, w) = (messages(), words());
    let days = |days: Option<i32>| days.map_or_else(|| crate::format::NOTHING.to_owned(), |days| (t.report.days)(days));
    let since = match contact {
        Contact::On { age, .. } => Some(age),
        Contact::Never => None,
    };
    let tile = |value: String, name: &'static str| {
        view! { <div><b>{value}</b><span class="sub">{name}</span></div> }.into_any()
    };
    view! {
        <div class="kp">
            {tile(days(since), w.since_last)}
            {tile(days(pace.usual_gap), w.usual_gap)}
            {tile(days(pace.longest_gap), w.longest_gap)}
        </div>
    }
    .into_any()
}

fn picture(pace: &Pace) -> Picture {
    let w = words();
    let label = |at: usize| crate::pages::report::forgotten::month_label(pace.months[at]);
    let places = 0..pace.months.len();
    let empty: Vec<String> = places.clone().filter(|at| pace.calls[*at] + pace.meetings[*at] == 0).map(label).collect();
    let total: u32 = pace.calls.iter().chain(&pace.meetings).sum();
    let bars = Bars {
        categories: pace.months.iter().map(|month| format!("{:02}", month.month)).collect(),
        series: vec![
            Series { name: w.kind_calls.to_owned(), colour: "--series-1", numbers: pace.calls.clone() },
            Series { name: w.kind_meetings.to_owned(), colour: "--violet", numbers: pace.meetings.clone() },
        ],
        lying: false,
    };
    Picture {
        title: w.by_months.to_owned(),
        summary: (w.by_months_summary)(usize::try_from(total).unwrap_or(usize::MAX), &empty.join(", ")),
        options: bars.options(),
        height: 112,
        heads: [w.month, w.kind_calls, w.kind_meetings].map(str::to_owned).to_vec(),
        rows: places
            .map(|at| (label(at), [pace.calls[at], pace.meetings[at]].map(|n| count(u64::from(n))).to_vec()))
            .collect(),
        ..Picture::default()
    }
}

/// Sums by direction, as the report's row shows them.
fn directions_card(page: &CompanyPage, scene: &Scene) -> AnyView {
    let (t, w) = (messages(), words());
    let line = |place: &usize| {
        let (work, won) = direction_cells(&page.row, *place, scene.today, &scene.thresholds);
        let name = direction_name(&scene.directory, *place, t);
        view! {
            <tr>
                <th scope="row" class="cut" title=name.clone()>{name.clone()}</th>
                <td class="num d">{lines(work_text(&work, scene, t))}</td>
                <td class="num d t2">{lines(won_text(&won, scene, t))}</td>
            </tr>
        }
        .into_any()
    };
    let total = |sums| lines(total_text(sums, scene, t));
    view! {
        <section class="card dirs frame">
            <header><h2>{w.by_directions}</h2></header>
            <div class="scroll" role="region" aria-label=w.by_directions tabindex="0">
                <table class="tbl">
                    <thead>
                        <tr>
                            <th scope="col">{t.report.direction}</th>
                            <th scope="col" class="num">{with_currency(scene, t.report.in_work)}</th>
                            <th scope="col" class="num">{with_currency(scene, t.report.won)}</th>
                        </tr>
                    </thead>
                    <tbody>{scene.directions.iter().map(line).collect_view()}</tbody>
                    <tfoot>
                        <tr><th scope="row">{w.total}</th><td class="num d">{total(&page.row.work)}</td><td class="num d">{total(&page.row.won)}</td></tr>
                    </tfoot>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Who of us talked to the client.
fn people_card(contacts: Contacts, directory: Arc<Directory>, today: domain::day::Day) -> AnyView {
    let w = words();
    let list = piece(move || {
        let people = contacts.list.with(|list| by_person(list, today));
        let most = people.first().map_or(1, |(_, times)| *times).max(1);
        let line = |(id, times): &(domain::ids::PersonId, u32)| {
            let person = directory.person(*id);
            let name = person.map_or_else(|| format!("#{id}"), short_name);
            let full = person.map_or_else(|| name.clone(), domain::directory::Person::full_name);
            let share = format!("width:{}%", u64::from(*times) * 100 / u64::from(most));
            view! {
                <li>
                    <Avatar id=id.0 name=full.clone() />
                    <span class="cut nm" title=full>{name}</span>
                    <span class="bt" aria-hidden="true"><i style=share></i></span>
                    <b class="num">{count(u64::from(*times))}</b>
                </li>
            }
            .into_any()
        };
        people.iter().take(6).map(line).collect_view().into_any()
    });
    view! {
        <section class="card who">
            <header><h2>{w.who_talked}</h2><span class="grow"></span><span class="sub">{w.in_a_year}</span></header>
            <ul>{list}</ul>
        </section>
    }
    .into_any()
}
