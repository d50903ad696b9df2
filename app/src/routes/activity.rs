//! What an address says about calls and meetings. Its names differ from those of the report's filters, so that one
//! address holds both pages.
//!
//! A notice of the portal opens the app with `open=activity`, a person and a day or a month: the same names, so a
//! notice, a shared address and a reloaded frame open the same cell.

use domain::activity::period::{Month, day_text, parse_day};
use domain::activity::plan::Span;
use domain::activity::settings::Measure;
use domain::ids::{DepartmentId, PersonId};
use form_urlencoded::Serializer;

/// Longest text that is searched for, characters.
const LONGEST: usize = 100;

/// A tab of the page, or an entry of its gear menu.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tab {
    /// Plan and fact by month.
    Year,
    /// Plan and fact by day.
    #[default]
    Month,
    /// Companies called.
    Companies,
    /// The working calendar.
    Calendar,
    /// Who may do what.
    Rights,
    /// What counts.
    Settings,
    /// Who did what.
    Log,
}

impl Tab {
    /// All of them.
    const ALL: [Self; 7] =
        [Self::Year, Self::Month, Self::Companies, Self::Calendar, Self::Rights, Self::Settings, Self::Log];

    fn code(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Companies => "companies",
            Self::Calendar => "calendar",
            Self::Rights => "rights",
            Self::Settings => "settings",
            Self::Log => "log",
        }
    }
}

/// The cell an address opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CellPlace {
    /// Whose.
    pub(crate) person: PersonId,
    /// A day or a month.
    pub(crate) span: Span,
}

/// What the page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ActivityView {
    /// Which tab.
    pub(crate) tab: Tab,
    /// The month shown; the present one when none is chosen.
    pub(crate) month: Option<Month>,
    /// The year shown; the present one when none is chosen.
    pub(crate) year: Option<i32>,
    /// What a cell's figure is; the portal's setting when nothing is chosen.
    pub(crate) measure: Option<Measure>,
    /// Only this department and those below it.
    pub(crate) department: Option<DepartmentId>,
    /// Only people and departments whose name holds this.
    pub(crate) who: String,
    /// Only those who are behind.
    pub(crate) behind: bool,
    /// Through whose eyes an administrator looks.
    pub(crate) eyes: Option<PersonId>,
    /// The cell whose conversation is open.
    pub(crate) cell: Option<CellPlace>,
}

impl ActivityView {
    /// Takes a parameter; false when it is none of this page's. What does not read is dropped.
    pub(super) fn take(&mut self, key: &str, value: &str) -> bool {
        let id = |value: &str| value.parse::<i64>().ok().filter(|id| *id >= 0);
        match key {
            "tab" => self.tab = Tab::ALL.into_iter().find(|tab| tab.code() == value).unwrap_or_default(),
            "month" => self.month = Month::parse(value),
            "year" => self.year = value.parse().ok().filter(|year| (2000..=2099).contains(year)),
            "measure" => {
                self.measure = match value {
                    "companies" => Some(Measure::Companies),
                    "calls" => Some(Measure::Calls),
                    _ => None,
                }
            }
            "team" => self.department = id(value).map(DepartmentId),
            "who" => self.who = value.chars().take(LONGEST).collect(),
            "behind" => self.behind = value == "1",
            "as" => self.eyes = id(value).map(PersonId),
            "person" => {
                let span = self.cell.map_or(Span::Month(Month::default()), |cell| cell.span);
                self.cell = id(value).map(|person| CellPlace { person: PersonId(person), span });
            }
            "day" => {
                if let Some(day) = parse_day(value) {
                    let person = self.cell.map_or(PersonId(0), |cell| cell.person);
                    self.cell = Some(CellPlace { person, span: Span::Day(day) });
                }
            }
            _ => return false,
        }
        true
    }

    /// Brings together what came in parts: a cell needs a person, and a day or the month shown.
    pub(super) fn settle(&mut self) {
        let month = self.month;
        self.cell = self.cell.filter(|cell| cell.person.0 > 0).and_then(|cell| {
            let span = match cell.span {
                Span::Day(_) => cell.span,
                _ => Span::Month(month?),
            };
            Some(CellPlace { span, ..cell })
        });
        if let (Some(cell), None) = (self.cell, self.month) {
            self.month = Some(cell.span.month());
        }
    }

    /// Its parameters.
    pub(super) fn write(&self, text: &mut Serializer<'_, String>) {
        let mut add = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                text.append_pair(key, &value);
            }
        };
        add("tab", Some(self.tab).filter(|tab| *tab != Tab::default()).map(|tab| tab.code().to_owned()));
        add("month", self.month.map(Month::text));
        add("year", self.year.map(|year| year.to_string()));
        add("measure", self.measure.map(|measure| measure_code(measure).to_owned()));
        add("team", self.department.map(|id| id.to_string()));
        add("who", Some(self.who.clone()).filter(|who| !who.is_empty()));
        add("behind", self.behind.then(|| "1".to_owned()));
        add("as", self.eyes.map(|id| id.to_string()));
        add("person", self.cell.map(|cell| cell.person.to_string()));
        add("day", self.cell.and_then(|cell| if let Span::Day(day) = cell.span { Some(day_text(day)) } else { None }));
    }
}

/// A measure as addresses and the server name it.
pub(crate) fn measure_code(measure: Measure) -> &'static str {
    match measure {
        Measure::Companies => "companies",
        Measure::Calls => "calls",
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Page, View};
    use super::*;
    use domain::day::Day;
    use serde_json::json;

    fn december() -> Month {
        Month::of_year(2026, 12)
    }

    #[test]
    fn what_is_shown_survives_its_address() {
        let activity = ActivityView {
            tab: Tab::Companies,
            month: Some(december()),
            year: Some(2025),
            measure: Some(Measure::Calls),
            department: Some(DepartmentId(5)),
            who: "Ёлкина & Ко".to_owned(),
            behind: true,
            eyes: Some(PersonId(8)),
            cell: Some(CellPlace { person: PersonId(7), span: Span::Day(Day::from_civil(2026, 12, 9)) }),
        };
        let view = View { page: Page::Activity, activity, ..View::default() };
        assert_eq!(View::read(&view.to_text()), Some(view));
    }

    #[test]
    fn a_month_is_a_cell_when_a_person_stands_beside_it() {
        let cell = CellPlace { person: PersonId(7), span: Span::Month(december()) };
        let activity = ActivityView { month: Some(december()), cell: Some(cell), ..ActivityView::default() };
        let view = View { page: Page::Activity, activity, ..View::default() };
        assert_eq!(view.to_text(), "page=activity&month=2026-12&person=7");
        assert_eq!(View::read("page=activity&person=7&month=2026-12"), Some(view));
    }

    #[test]
    fn a_notice_opens_its_cell_in_its_month() {
        let options = json!({"open": "activity", "person": "7", "day": "2026-12-09", "URI": "/marketplace/view/a/"});
        let view = View::of_options(&options).unwrap();
        let ninth = Span::Day(Day::from_civil(2026, 12, 9));
        assert_eq!((view.page, view.activity.month), (Page::Activity, Some(december())));
        assert_eq!(view.activity.cell, Some(CellPlace { person: PersonId(7), span: ninth }));
    }

    #[test]
    fn what_does_not_read_is_dropped() {
        let view = View::read("page=activity&tab=sideways&month=2026-13&day=2026-02-30&as=x&year=1999").unwrap();
        assert_eq!(view, View { page: Page::Activity, ..View::default() });
        let alone = View::read("page=activity&person=7").unwrap();
        assert_eq!(alone.activity.cell, None, "a person without a day or a month is no cell");
    }
}
