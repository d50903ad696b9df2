//! Deals behind a number: a portion at a time, with the sum of all.

use super::panel::{is_won, place_of};
use super::{Drill, Opened, Spot, Whose};
use crate::api::{ApiError, api};
use crate::format::{count, currency_sign, date, short_name, sum};
use crate::i18n::messages;
use crate::i18n::tools::words;
use crate::pages::report::store::Store;
use crate::pages::report::words::direction_name;
use crate::ui::icon::Icon;
use crate::ui::link::PortalLink;
use crate::ui::reactive::{flag, piece};
use crate::ui::states::error_words;
use domain::deals::Phase;
use domain::directory::Directory;
use domain::ids::CompanyId;
use domain::report::drill::{Counted, DealCompany, DealLine, DealsPage};
use domain::report::query::ReportQuery;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// Lines asked for at once.
const PORTION: usize = 100;

/// Lines as far as they are here.
#[derive(Clone, Copy)]
struct Lines {
    list: RwSignal<Vec<DealLine>>,
    /// How many there are and their sums; `None` until the first answer.
    whole: RwSignal<Option<DealsPage>>,
    error: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

impl Lines {
    fn new() -> Self {
        let (list, whole) = (RwSignal::new(Vec::new()), RwSignal::new(None));
        Self { list, whole, error: RwSignal::new(None), busy: RwSignal::new(false) }
    }

    /// Fetches the next portion.
    fn fetch(self, address: &str) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let api = api();
        let offset = self.list.with_untracked(Vec::len);
        let path = format!("{address}&offset={offset}&limit={PORTION}");
        spawn_local(async move {
            let answer = api.ask::<DealsPage>(&path).await;
            // The panel may be closed meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(mut page) => {
                    let fresh = std::mem::take(&mut page.deals);
                    self.list.update(|list| list.extend(fresh));
                    self.whole.set(Some(page));
                    self.error.set(None);
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }
}

/// Where the deals of a number come from.
pub(super) fn address(drill: &Drill, query: &ReportQuery) -> String {
    let won = is_won(drill.column);
    let direction = drill.column.direction();
    let counted = if won { Counted::Won } else { Counted::Work };
    let within = |name: &str| direction.map(|id| format!("&{name}={id}")).unwrap_or_default();
    match drill.whose {
        // A cell of a direction tells its state, so everything that makes it is listed.
        Whose::Company(company) if direction.is_some() => {
            format!("/api/report/deals?company={company}{}&won={}", within("direction"), u8::from(won))
        }
        Whose::Company(company) => {
            let only = ReportQuery {
                companies: vec![company],
                directions: query.directions.clone(),
                ..ReportQuery::default()
            };
            format!("/api/report/total?{}&of={}", only.to_text(), counted.code())
        }
        Whose::Nobody(counted) => format!("/api/report/total?company=0&of={}{}", counted.code(), within("within")),
        Whose::Shown(counted) => {
            format!("/api/report/total?{}&of={}{}", query.to_text(), counted.code(), within("within"))
        }
    }
}

/// Deals behind a number.
pub(super) fn deals(store: Store, drill: &Drill, directory: Arc<Directory>) -> AnyView {
    let t = messages();
    let address = StoredValue::new(store.query.with_untracked(|query| address(drill, query)));
    let lines = Lines::new();
    let more = move || address.with_value(|address| lines.fetch(address));
    more();
    let with_direction = drill.column.direction().is_none();
    let listed = piece(move || match (lines.whole.get(), lines.error.get()) {
        (None, None) => view! { <div class="panel"><i class="sk"></i><i class="sk w7"></i></div> }.into_any(),
        (None, Some(error)) => view! { <p class="panel neg" role="alert">{error_words(&error, t).0}</p> }.into_any(),
        (Some(whole), error) => view! {
            {list(lines, Arc::clone(&directory), with_direction)}
            {error.map(|error| view! { <p class="panel neg" role="alert">{error_words(&error, t).0}</p> })}
            {rest(&whole, lines, more)}
        }
        .into_any(),
    });
    let footer = match drill.whose {
        Whose::Company(company) => footer(store, drill, company),
        _ => ().into_any(),
    };
    view! { {listed}{footer} }.into_any()
}

fn list(lines: Lines, directory: Arc<Directory>, with_direction: bool) -> AnyView {
    let line = move |deal: DealLine| deal_line(&deal, with_direction, &directory);
    view! {
        <ul class="deals scroll" aria-label=words().deals tabindex="0">
            <For each=move || lines.list.get() key=|deal| deal.id children=line />
        </ul>
    }
    .into_any()
}

/// What is still to come, and the sum of all.
fn rest(whole: &DealsPage, lines: Lines, more: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let (t, w) = (messages(), words());
    let here = lines.list.with_untracked(Vec::len);
    let here = u64::try_from(here).unwrap_or(u64::MAX);
    let next = (here < whole.total).then(|| {
        view! {
            <div class="row more-deals">
                <span class="sub grow">{(w.first_lines)(&count(here), &count(whole.total))}</span>
                <button class="btn sm" type="button" disabled=flag(move || lines.busy.get()) on:click=move |_| more()>
                    {w.show_more}
                </button>
            </div>
        }
        .into_any()
    });
    let total = whole.sums.iter().map(|(code, amount)| format!("{} {}", sum(*amount), currency_sign(code)));
    let total = total.collect::<Vec<_>>().join(" + ");
    view! {
        {next}
        <div class="sumline"><span class="t2">{(t.report.deals)(whole.total)}</span><b class="num">{total}</b></div>
    }
    .into_any()
}

/// What can be done about the company.
fn footer(store: Store, drill: &Drill, company: CompanyId) -> AnyView {
    let w = words();
    let column = drill.column;
    let may = !is_won(column) && !store.is_borrowed();
    let free = column.direction().filter(|_| may).filter(|id| {
        store.shown.with_untracked(|shown| {
            let Some(shown) = shown.as_ref() else { return false };
            let place = place_of(&shown.directory, *id).and_then(|place| u16::try_from(place).ok());
            let row = shown.rows.iter().find(|row| row.id == company);
            row.zip(place)
                .is_some_and(|(row, place)| row.state(place, shown.today, &shown.thresholds).allows_new_deal())
        })
    });
    let wish = {
        let drill = drill.clone();
        move |_| {
            let drill = Drill { wish: true, ..drill.clone() };
            store.drill.set(Some(Opened { drill, spot: Spot::default() }));
        }
    };
    let create = free.map(|_| {
        view! {
            <button class="btn sm" type="button" on:click=wish><Icon name="plus" />{w.create_deal}</button>
        }
        .into_any()
    });
    view! {
        <footer>
            {create}
            <span class="grow"></span>
            <PortalLink path=format!("/crm/company/details/{company}/") class="btn ghost sm" title=String::new()>
                {w.show_in_crm}" "<Icon name="link" />
            </PortalLink>
        </footer>
    }
    .into_any()
}

fn deal_line(deal: &DealLine, with_direction: bool, directory: &Directory) -> AnyView {
    let (t, w) = (messages(), words());
    let path = format!("/crm/deal/details/{}/", deal.id);
    let who = deal.responsible.and_then(|id| directory.person(id)).map(short_name);
    let number = (w.deal_number)(&deal.id.to_string());
    let changed = (w.changed_on)(&date(deal.modified, t));
    let created = (w.created_on)(&date(deal.created, t));
    let direction = place_of(directory, deal.direction).filter(|_| with_direction);
    let direction = direction.map(|place| direction_name(directory, place, t));
    let parts = [Some(number), direction, Some(changed), who];
    let note = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let whole = format!("{note} · {created}");
    let badge = match deal.phase {
        Phase::Preparation => "badge orange cut",
        Phase::Work => "badge blue cut",
        Phase::Won => "badge green cut",
        Phase::Failed => "badge red cut",
    };
    let (stage, full_stage) = (deal.stage.clone(), deal.stage.clone());
    let (title, full_title) = (deal.title.clone(), deal.title.clone());
    let (amount, sign) = (sum(deal.amount), currency_sign(&deal.currency).to_owned());
    let company = deal.company.as_ref().map(company_line);
    view! {
        <li>
            <div class="grow cut">
                <PortalLink path class="cut blk" title=full_title>{title}</PortalLink>
                {company}
                <span class="sub blk cut" title=whole>{note}</span>
            </div>
            <span class=badge title=full_stage>{stage}</span>
            <span class="num">{amount}" "<span class="cur">{sign}</span></span>
        </li>
    }
    .into_any()
}

fn company_line(company: &DealCompany) -> AnyView {
    let (full, title) = (company.title.clone(), company.title.clone());
    let path = format!("/crm/company/details/{}/", company.id);
    view! { <PortalLink path class="cut blk t2" title=full>{title}</PortalLink> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::DirectionId;
    use domain::report::columns::Column;

    fn drill(whose: Whose, column: Column) -> Drill {
        Drill { whose, column, title: String::new(), wish: false }
    }

    #[test]
    fn a_number_asks_for_the_deals_it_counts() {
        let query = ReportQuery { overdue: true, directions: vec![DirectionId(4)], ..ReportQuery::default() };
        let of = |whose, column| address(&drill(whose, column), &query);
        let company = Whose::Company(CompanyId(7));
        assert_eq!(of(company, Column::DirectionWork(DirectionId(4))), "/api/report/deals?company=7&direction=4&won=0");
        assert_eq!(of(company, Column::DirectionWon(DirectionId(4))), "/api/report/deals?company=7&direction=4&won=1");
        assert_eq!(of(company, Column::Won), "/api/report/total?company=7&direction=4&of=won");
        assert_eq!(
            of(Whose::Shown(Counted::Active), Column::DirectionWork(DirectionId(4))),
            format!("/api/report/total?{}&of=active&within=4", query.to_text())
        );
        assert_eq!(of(Whose::Nobody(Counted::Work), Column::Work), "/api/report/total?company=0&of=work");
    }
}
