//! Which page is shown, and how the frame's address holds it.
//!
//! The portal always opens `/app`; the page and the report's state live in the query, beside the portal's own
//! parameters, so that a reloaded frame and a shared address show the same view.

pub(crate) mod activity;

use activity::ActivityView;
use domain::report::columns::Layout;
use domain::report::query::ReportQuery;
use form_urlencoded::{Serializer, parse};

/// Parameters of the portal that must survive every change of the address.
const PORTAL_KEYS: [&str; 4] = ["DOMAIN", "PROTOCOL", "LANG", "APP_SID"];
const PAGE_KEY: &str = "page";
/// How links from the portal's notices name the page.
const OPEN_KEY: &str = "open";
const COLUMNS_KEY: &str = "columns";
const DENSE_KEY: &str = "dense";

/// A page of the app's own navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Page {
    /// Communications and deals.
    #[default]
    Report,
    /// Calls and meetings.
    Activity,
    /// What is loaded.
    Data,
    /// Settings, for whoever may change them.
    Settings,
}

impl Page {
    /// All of them, in the order of the navigation.
    pub(crate) const ALL: [Self; 4] = [Self::Report, Self::Activity, Self::Data, Self::Settings];

    fn code(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Activity => "activity",
            Self::Data => "data",
            Self::Settings => "settings",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.code() == code)
    }
}

/// Everything an address says about what to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct View {
    /// The page.
    pub(crate) page: Page,
    /// Filter and order of the report.
    pub(crate) query: ReportQuery,
    /// Columns of the report.
    pub(crate) columns: Layout,
    /// Whether its rows are low.
    pub(crate) dense: bool,
    /// Calls and meetings.
    pub(crate) activity: ActivityView,
}

impl View {
    /// The view of an address query or of a stored copy of one; `None` when it holds no view at all. What does not
    /// read is dropped: an address written by hand must not lock anybody out.
    pub(crate) fn read(search: &str) -> Option<Self> {
        let search = search.trim_start_matches('?');
        let mut view = Self::default();
        let mut rest = Serializer::new(String::new());
        let mut found = false;
        for (key, value) in parse(search.as_bytes()) {
            match key.as_ref() {
                PAGE_KEY | OPEN_KEY => view.page = Page::from_code(&value).unwrap_or_default(),
                COLUMNS_KEY => view.columns = Layout::parse(&value).unwrap_or_default(),
                DENSE_KEY => view.dense = value == "1",
                key if PORTAL_KEYS.contains(&key) => continue,
                key if view.activity.take(key, &value) => {}
                key => {
                    // A single parameter tells whether it is one of a query: one that does not read is meant as one.
                    let single = Serializer::new(String::new()).append_pair(key, &value).finish();
                    let known = ReportQuery::parse(&single).map_or(true, |query| query != ReportQuery::default());
                    found |= known;
                    if known {
                        rest.append_pair(key, &value);
                    }
                    continue;
                }
            }
            found = true;
        }
        view.query = ReportQuery::parse(&rest.finish()).unwrap_or_default();
        view.activity.settle();
        found.then_some(view)
    }

    /// The view a placement asks for: options of the same names, lists as text or as arrays.
    pub(crate) fn of_options(options: &serde_json::Value) -> Option<Self> {
        let mut text = Serializer::new(String::new());
        for (key, value) in options.as_object()? {
            match value {
                serde_json::Value::Array(items) => {
                    for item in items {
                        text.append_pair(key, &plain(item));
                    }
                }
                single => {
                    text.append_pair(key, &plain(single));
                }
            }
        }
        Self::read(&text.finish())
    }

    /// The view alone, as kept between visits.
    pub(crate) fn to_text(&self) -> String {
        let query = self.query.to_text();
        let page = match self.page {
            Page::Report => String::new(),
            page => format!("{PAGE_KEY}={}", page.code()),
        };
        let mut columns = Serializer::new(String::new());
        if self.columns != Layout::default() {
            columns.append_pair(COLUMNS_KEY, &self.columns.to_text());
        }
        if self.dense {
            columns.append_pair(DENSE_KEY, "1");
        }
        self.activity.write(&mut columns);
        let parts = [page, query, columns.finish()];
        let filled: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        filled.join("&")
    }

    /// The address query for this view, with the portal's parameters of the `current` one.
    pub(crate) fn address(&self, current: &str) -> String {
        let mut kept = Serializer::new(String::new());
        for (key, value) in parse(current.trim_start_matches('?').as_bytes()) {
            if PORTAL_KEYS.contains(&key.as_ref()) {
                kept.append_pair(&key, &value);
            }
        }
        let kept = kept.finish();
        let view = self.to_text();
        match (kept.is_empty(), view.is_empty()) {
            (true, true) => String::new(),
            (false, true) => format!("?{kept}"),
            (true, false) => format!("?{view}"),
            (false, false) => format!("?{kept}&{view}"),
        }
    }
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Bool(on) => u8::from(*on).to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{DirectionId, PersonId};
    use domain::report::query::{Sort, SortKey};

    fn filtered() -> View {
        View {
            query: ReportQuery {
                text: "Заря & Ко".to_owned(),
                responsible: vec![PersonId(3), PersonId(8)],
                sectors: vec!["IT".to_owned(), String::new()],
                overdue: true,
                sort: Sort { key: SortKey::DirectionWon(DirectionId(4)), descending: true },
                ..ReportQuery::default()
            },
            ..View::default()
        }
    }

    #[test]
    fn a_view_survives_its_address() {
        let address = filtered().address("?DOMAIN=a.example%3A8024&PROTOCOL=0&APP_SID=s1&sort=won");
        assert!(address.starts_with("?DOMAIN=a.example%3A8024&PROTOCOL=0&APP_SID=s1&q="));
        assert_eq!(View::read(&address), Some(filtered()));
    }

    #[test]
    fn an_address_without_a_view_says_nothing() {
        assert_eq!(View::read("?DOMAIN=a.example&LANG=ru"), None);
        assert_eq!(View::read(""), None);
    }

    #[test]
    fn unknown_parameters_do_not_stay_in_the_address() {
        let plain = View::default();
        assert_eq!(plain.address("?AUTH_ID=secret&LANG=ru&overdue=1"), "?LANG=ru");
        assert_eq!(plain.address(""), "");
    }

    #[test]
    fn a_broken_address_opens_the_plain_report() {
        assert_eq!(View::read("?sort=sideways&overdue=yes"), Some(View::default()));
    }

    #[test]
    fn placement_options_use_the_same_names() {
        let options = serde_json::json!({"overdue": true, "responsible": "3,8", "sector": ["IT", ""], "ID": "5",
            "q": "Заря & Ко", "sort": "-won.4"});
        assert_eq!(View::of_options(&options), Some(filtered()));
        assert_eq!(View::of_options(&serde_json::json!([])), None);
        assert_eq!(View::of_options(&serde_json::json!({"ID": "5"})), None);
    }

    #[test]
    fn the_data_page_has_its_own_address() {
        let view = View { page: Page::Data, ..filtered() };
        assert_eq!(View::read(&view.to_text()), Some(view));
    }
}
