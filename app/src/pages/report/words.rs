//! Words of the cells: what a state reads as, sums with their currencies, names of chosen filters.

use super::cells::{Contact, Sums, WonCell, WorkCell};
use super::scene::{Heading, Scene};
use crate::format::{NOTHING, count, currency_sign, date, short_name, sum};
use crate::i18n::Messages;
use domain::directory::{Choice, Directory};
use domain::headcount::Employees;
use domain::money::{Amount, CurrencyCode, converted};
use domain::report::columns::Column;
use domain::report::query::{ReportQuery, StateKind};

/// Two lines of a cell and the whole of it for the pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CellText {
    /// Classes of the first line.
    pub(crate) class: &'static str,
    /// Icon before the first line.
    pub(crate) icon: Option<&'static str>,
    /// First line.
    pub(crate) first: String,
    /// Currency code beside it, when several are in sight.
    pub(crate) code: String,
    /// Second line; may be empty.
    pub(crate) second: String,
    /// Everything in words; may be empty.
    pub(crate) title: String,
}

impl CellText {
    fn nothing() -> Self {
        Self { class: "z", first: NOTHING.to_owned(), ..Self::default() }
    }

    fn state(class: &'static str, icon: Option<&'static str>, first: &str, second: String, title: String) -> Self {
        Self { class, icon, first: first.to_owned(), second, title, code: String::new() }
    }
}

/// The cell of deals in work.
pub(crate) fn work_text(cell: &WorkCell, scene: &Scene, t: &Messages) -> CellText {
    match cell {
        WorkCell::Sums { sums, count } => sums_text(sums, Some(*count), "v", scene, t),
        WorkCell::Preparation(age) => {
            CellText::state("st warn", None, t.report.preparation, (t.report.days)(*age), String::new())
        }
        WorkCell::Failed(age) => CellText::state(
            "st neg",
            Some("ban"),
            t.report.failed,
            (t.report.days_ago)(*age),
            (t.report.failed_title)(*age),
        ),
        WorkCell::Suspended(age) => CellText::state(
            "st muted",
            Some("pause"),
            t.report.suspended,
            (t.report.days)(*age),
            (t.report.suspended_title)(*age),
        ),
        WorkCell::Nothing => CellText::nothing(),
    }
}

/// The cell of won deals.
pub(crate) fn won_text(cell: &WonCell, scene: &Scene, t: &Messages) -> CellText {
    match cell {
        Some((sums, count)) => sums_text(sums, Some(*count), "v", scene, t),
        None => CellText::nothing(),
    }
}

/// Sums of a row or of the whole table; without a count of deals.
pub(crate) fn total_text(sums: &Sums, scene: &Scene, t: &Messages) -> CellText {
    if sums.is_empty() {
        return CellText::nothing();
    }
    sums_text(sums, None, "v m", scene, t)
}

fn sums_text(sums: &Sums, count: Option<u64>, class: &'static str, scene: &Scene, t: &Messages) -> CellText {
    let code = |place: u8| match scene.currency {
        Some(_) => String::new(),
        None => scene.code(place),
    };
    let deals = count.map(t.report.deals).unwrap_or_default();
    let spelled: Vec<String> =
        sums.iter().map(|(place, amount)| format!("{} {}", sum(*amount), scene.code(*place))).collect();
    let one = (scene.convert && spelled.len() > 1).then(|| converted(sums, &scene.directory.currencies)).flatten();
    let second = match spelled.as_slice() {
        [] | [_] => deals.clone(),
        _ if one.is_some() => one.as_ref().map(|one| in_base(one.amount, scene)).unwrap_or_default(),
        [_, second] => second.clone(),
        [_, rest @ ..] => (t.report.more_currencies)(rest.len()),
    };
    let several = spelled.len() > 1;
    let rated = one.and_then(|one| one.rated).map(|day| (t.report.by_rates)(&date(day, t))).unwrap_or_default();
    let whole = [spelled.join(", "), rated, deals].into_iter().filter(|part| !part.is_empty());
    let title = if several { whole.collect::<Vec<_>>().join(" · ") } else { String::new() };
    CellText {
        class,
        icon: None,
        first: sums.first().map_or_else(|| NOTHING.to_owned(), |(_, amount)| sum(*amount)),
        code: sums.first().map(|(place, _)| code(*place)).unwrap_or_default(),
        second,
        title,
    }
}

/// `≈ 5 300 000 ₽`: a sum of several currencies in the portal's own.
fn in_base(amount: Amount, scene: &Scene) -> String {
    let base = scene.directory.currencies.iter().find(|currency| currency.base);
    let sign = base.map(|currency| currency_sign(&currency.code)).unwrap_or_default();
    format!("≈ {} {sign}", sum(amount))
}

/// Both lines of the last communication, and whether it is too long ago.
pub(crate) fn contact_text(contact: Contact, t: &Messages) -> (String, String, bool) {
    match contact {
        Contact::Never => (t.report.never.to_owned(), t.report.never_contacted.to_owned(), true),
        Contact::On { day, age, overdue } => {
            let ago = match age {
                0 => t.report.today.to_owned(),
                1 => t.report.yesterday.to_owned(),
                age => (t.report.days)(age),
            };
            (date(day, t), ago, overdue)
        }
    }
}

/// Name of a direction; the portal's own "none" is named in the reader's language.
pub(crate) fn direction_name(directory: &Directory, place: usize, t: &Messages) -> String {
    match directory.directions.get(place) {
        Some(direction) if !direction.name.is_empty() => direction.name.clone(),
        _ => t.report.no_direction.to_owned(),
    }
}

/// Name of a column, in headings and where columns are chosen.
pub(crate) fn column_name(column: Column, scene: &Scene, t: &Messages) -> String {
    let words = &t.report;
    match column {
        Column::Title => words.company.to_owned(),
        Column::Responsible => words.responsible.to_owned(),
        Column::LastCommunication => format!("{} {}", words.last_communication.0, words.last_communication.1),
        Column::Work | Column::DirectionWork(_) => words.in_work.to_owned(),
        Column::Won | Column::DirectionWon(_) => words.won.to_owned(),
        Column::Inn => words.inn_column.to_owned(),
        Column::Sector => words.sector.to_owned(),
        Column::Region => words.region.to_owned(),
        Column::Source => words.source.to_owned(),
        Column::Employees => words.employees.to_owned(),
        Column::Turnover => with_currency(scene, words.turnover),
        Column::Created => words.created.to_owned(),
        Column::Id => "ID".to_owned(),
    }
}

/// Name of a group of columns.
pub(crate) fn heading_name(heading: Heading, scene: &Scene, t: &Messages) -> String {
    match heading {
        Heading::Own(column) => column_name(column, scene, t),
        Heading::All => with_currency(scene, t.report.all_deals),
        Heading::Direction(place) => direction_name(&scene.directory, place, t),
    }
}

/// Name of a value at a place of a dictionary; empty when there is none.
pub(crate) fn choice_name(choices: &[Choice], place: Option<u16>) -> String {
    let choice = place.and_then(|place| choices.get(usize::from(place)));
    choice.map(|choice| choice.name.clone()).unwrap_or_default()
}

/// How many people a company employs, or the range the portal names.
pub(crate) fn employees_text(employees: Option<Employees>, directory: &Directory) -> String {
    match employees {
        Some(Employees::Number(number)) => count(u64::from(number)),
        Some(Employees::Choice(place)) => {
            directory.headcounts.get(usize::from(place)).map(|known| known.name.clone()).unwrap_or_default()
        }
        None => String::new(),
    }
}

/// The yearly turnover, with its currency when several are in sight.
pub(crate) fn turnover_text(turnover: Option<(u8, Amount)>, scene: &Scene) -> String {
    match turnover {
        Some((place, amount)) if scene.currency.is_none_or(|only| only != place) => {
            format!("{} {}", sum(amount), scene.code(place))
        }
        Some((_, amount)) => sum(amount),
        None => String::new(),
    }
}

/// `Все сделки, ₽`: with the sign when one currency is in sight.
pub(crate) fn with_currency(scene: &Scene, title: &str) -> String {
    let code = scene.currency.map(|place| scene.code(place)).unwrap_or_default();
    if code.is_empty() { title.to_owned() } else { format!("{title}, {}", currency_sign(&CurrencyCode(code))) }
}

/// Chosen people and departments in words.
pub(crate) fn responsible_value(query: &ReportQuery, directory: &Directory, t: &Messages) -> Option<String> {
    let departments = query.departments.iter().map(|id| {
        let known = directory.department(*id);
        known.map_or_else(|| format!("#{id}"), |department| department.name.clone())
    });
    let people = query.responsible.iter().map(|id| match (id.0, directory.person(*id)) {
        (0, _) => t.report.unassigned.to_owned(),
        (_, Some(person)) => short_name(person),
        (_, None) => format!("#{id}"),
    });
    value(departments.chain(people).collect())
}

/// Chosen directions in words.
pub(crate) fn direction_value(query: &ReportQuery, directory: &Directory, t: &Messages) -> Option<String> {
    let name = |id: &domain::ids::DirectionId| {
        let place = directory.directions.iter().position(|direction| direction.id == *id);
        place.map_or_else(|| format!("#{id}"), |place| direction_name(directory, place, t))
    };
    value(query.directions.iter().map(name).collect())
}

/// Name of a state.
pub(crate) fn state_name(state: StateKind, t: &Messages) -> &'static str {
    match state {
        StateKind::Work => t.report.in_work,
        StateKind::Preparation => t.report.preparation,
        StateKind::Failed => t.report.failed,
        StateKind::Suspended => t.report.suspended,
        StateKind::Free => t.report.free,
    }
}

/// Chosen keys of a dictionary in words; the empty key reads as `none`.
pub(crate) fn keys_value(keys: &[String], choices: &[Choice], none: &str) -> Option<String> {
    let name = |key: &String| {
        let known = choices.iter().find(|choice| choice.key == *key);
        match known {
            _ if key.is_empty() => none.to_owned(),
            Some(choice) => choice.name.clone(),
            None => key.clone(),
        }
    };
    value(keys.iter().map(name).collect())
}

/// One or two names, or how many.
fn value(names: Vec<String>) -> Option<String> {
    match names.len() {
        0 => None,
        1 | 2 => Some(names.join(", ")),
        many => Some(many.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages_for;
    use domain::day::Day;
    use domain::deals::Thresholds;
    use domain::money::{Amount, Currency};
    use std::sync::Arc;

    fn scene(currency: Option<u8>) -> Scene {
        let currencies = ["RUB", "USD", "EUR"].map(|code| Currency {
            code: CurrencyCode(code.to_owned()),
            rate: Amount::units(1),
            rate_units: 1,
            base: code == "RUB",
            rated: None,
        });
        Scene {
            directory: Arc::new(Directory { currencies: currencies.to_vec(), ..Directory::default() }),
            today: Day(20_000),
            thresholds: Thresholds::default(),
            currency,
            ..Scene::default()
        }
    }

    fn sums(list: &[(u8, i64)]) -> Sums {
        list.iter().map(|(place, units)| (*place, Amount::units(*units))).collect()
    }

    #[test]
    fn one_currency_shows_the_sum_and_the_number_of_deals() {
        let cell = WorkCell::Sums { sums: sums(&[(0, 386_500)]), count: 3 };
        let text = work_text(&cell, &scene(Some(0)), messages_for("ru"));
        assert_eq!((text.first.as_str(), text.code.as_str(), text.second.as_str()), ("386\u{202f}500", "", "3 сделки"));
    }

    #[test]
    fn currencies_are_never_added() {
        let t = messages_for("ru");
        let two = won_text(&Some((sums(&[(0, 100), (1, 2_000)]), 4)), &scene(None), t);
        assert_eq!((two.first.as_str(), two.code.as_str(), two.second.as_str()), ("100", "RUB", "2\u{202f}000 USD"));
        assert_eq!(two.title, "100 RUB, 2\u{202f}000 USD · 4 сделки");
        let three = total_text(&sums(&[(0, 1), (1, 2), (2, 3)]), &scene(None), t);
        assert_eq!((three.second.as_str(), three.title.as_str()), ("и ещё 2 валюты", "1 RUB, 2 USD, 3 EUR"));
    }

    #[test]
    fn states_are_told_in_words_and_days() {
        let t = messages_for("ru");
        let text = |cell: WorkCell| {
            let text = work_text(&cell, &scene(Some(0)), t);
            (text.first, text.second)
        };
        assert_eq!(text(WorkCell::Preparation(9)), ("Подготовка".to_owned(), "9 дн.".to_owned()));
        assert_eq!(text(WorkCell::Failed(12)), ("Отказ".to_owned(), "12 дн. назад".to_owned()));
        assert_eq!(text(WorkCell::Suspended(205)), ("Пауза".to_owned(), "205 дн.".to_owned()));
        assert_eq!(text(WorkCell::Nothing), ("–".to_owned(), String::new()));
    }

    #[test]
    fn contacts_read_as_date_and_age() {
        let t = messages_for("ru");
        let on = |age: i32| contact_text(Contact::On { day: Day::from_civil(2026, 11, 20), age, overdue: false }, t);
        assert_eq!(on(0), ("20.11.2026".to_owned(), "сегодня".to_owned(), false));
        assert_eq!([on(1).1, on(2).1], ["вчера", "2 дн."]);
        assert_eq!(contact_text(Contact::Never, t), ("Не было".to_owned(), "нет контактов".to_owned(), true));
    }

    #[test]
    fn the_header_names_the_only_currency() {
        assert_eq!(with_currency(&scene(Some(0)), "Все сделки"), "Все сделки, ₽");
        assert_eq!(with_currency(&scene(None), "Все сделки"), "Все сделки");
    }

    #[test]
    fn chosen_sectors_are_named_until_there_are_many() {
        let t = messages_for("ru");
        let sectors = [Choice { key: "IT".to_owned(), name: "Связь".to_owned() }];
        let shown = |keys: &[&str]| {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            keys_value(&keys, &sectors, t.report.no_sector)
        };
        assert_eq!(shown(&[]), None);
        assert_eq!(shown(&["IT", ""]), Some("Связь, Без отрасли".to_owned()));
        assert_eq!(shown(&["IT", "", "X"]), Some("3".to_owned()));
    }
}
