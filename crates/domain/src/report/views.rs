//! Saved views of the report: a name for a filter, an order and columns.

use super::columns::Layout;
use super::query::{QueryError, ReportQuery};
use crate::ids::PersonId;
use serde::{Deserialize, Serialize};

/// Most views one person may keep.
pub const MOST_VIEWS: usize = 100;
/// Longest name of a view, in characters.
pub const LONGEST_NAME: usize = 80;

/// What somebody saves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewDraft {
    /// Name, as text.
    pub name: String,
    /// Filter and order, as in the address of the page ([`ReportQuery::to_text`]).
    pub query: String,
    /// Columns.
    #[serde(default)]
    pub columns: Layout,
    /// Whether everybody in the portal sees it; needs the right to share.
    #[serde(default)]
    pub shared: bool,
}

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number within the portal.
    pub id: i64,
    /// Grows with every change; a change names the version it was made from.
    pub version: i64,
    /// Who saved it.
    pub owner: PersonId,
    /// What they saved.
    #[serde(flatten)]
    pub draft: ViewDraft,
}

/// The views a person may use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Views {
    /// Own ones and shared ones, by folded name, then id.
    pub views: Vec<View>,
    /// The one the person's report opens with.
    pub own_default: Option<i64>,
    /// The one the portal's reports open with, unless a person chose another.
    pub portal_default: Option<i64>,
    /// Whether the person may share views and choose the portal's default.
    pub may_share: bool,
}

impl Views {
    /// The view the person's report opens with.
    #[must_use]
    pub fn opening(&self) -> Option<&View> {
        let of = |id: Option<i64>| self.views.iter().find(|view| Some(view.id) == id);
        of(self.own_default).or_else(|| of(self.portal_default))
    }
}

impl ViewDraft {
    /// The draft as it is kept: the name trimmed, the query in its shortest form.
    ///
    /// # Errors
    /// No name or one too long, a query or columns that do not read.
    pub fn checked(self) -> Result<Self, QueryError> {
        let name = self.name.trim().to_owned();
        if name.is_empty() {
            return Err(QueryError::invalid("name", ""));
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(QueryError::TooLong { field: "name", most: LONGEST_NAME });
        }
        let query = ReportQuery::parse(&self.query)?.to_text();
        // A layout read from JSON has not met its bounds yet.
        let columns = Layout::parse(&self.columns.to_text())?;
        Ok(Self { name, query, columns, shared: self.shared })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(name: &str, query: &str) -> ViewDraft {
        ViewDraft { name: name.to_owned(), query: query.to_owned(), ..ViewDraft::default() }
    }

    #[test]
    fn a_draft_is_kept_in_its_shortest_form() {
        let kept = draft("  Забытые ", "?sort=title&overdue=1&page=report").checked().unwrap();
        assert_eq!((kept.name.as_str(), kept.query.as_str()), ("Забытые", "overdue=1"));
    }

    #[test]
    fn what_cannot_be_kept_is_named() {
        let field = |draft: ViewDraft| draft.checked().unwrap_err().field();
        assert_eq!(field(draft(" ", "")), "name");
        assert_eq!(field(draft(&"я".repeat(81), "")), "name");
        assert_eq!(field(draft("a", "sort=price")), "sort");
        let json = r#"{"name":"a","query":"","columns":[{"column":"title","shown":true,"width":9}]}"#;
        assert_eq!(field(serde_json::from_str(json).unwrap()), "columns");
    }

    #[test]
    fn a_report_opens_with_the_persons_view_then_the_portals() {
        let view = |id| View { id, version: 1, owner: PersonId(1), draft: ViewDraft::default() };
        let views = |own, portal| Views {
            views: vec![view(1), view(2)],
            own_default: own,
            portal_default: portal,
            may_share: false,
        };
        let opening = |own, portal| views(own, portal).opening().map(|view| view.id);
        assert_eq!(opening(Some(2), Some(1)), Some(2));
        assert_eq!(opening(Some(9), Some(1)), Some(1));
        assert_eq!(opening(None, None), None);
    }
}
