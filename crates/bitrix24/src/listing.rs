//! The dialects of list methods: where each expects its filter and its order, and where its rows are.
//!
//! Paging by id is the only way that stays fast and complete while records change: order by id, ask for
//! ids above the last one, and tell the portal with `start=-1` not to count.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::lenient;

/// Rows of one page, fixed by the platform.
pub const PAGE_ROWS: usize = 50;

/// A half-open span of ids: above `after`, up to and including `up_to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IdRange {
    /// Ids up to this one are done.
    pub after: i64,
    /// The last id of interest; none for "to the end".
    pub up_to: Option<i64>,
}

impl IdRange {
    /// Everything.
    pub const ALL: Self = Self { after: 0, up_to: None };

    /// The span cut into at most `parts` spans of nearly equal width; narrow spans into fewer.
    #[must_use]
    pub fn split(after: i64, up_to: i64, parts: usize) -> Vec<Self> {
        let width = up_to.saturating_sub(after).max(0);
        let parts = i64::try_from(parts).unwrap_or(i64::MAX).min(width).max(1);
        if width == 0 {
            return Vec::new();
        }
        // In wide integers: ids may be large, and the last part must end exactly at the end.
        let border = |number: i64| {
            let offset = i128::from(width) * i128::from(number) / i128::from(parts);
            after.saturating_add(i64::try_from(offset).unwrap_or(width))
        };
        (0..parts).map(|number| Self { after: border(number), up_to: Some(border(number + 1)) }).collect()
    }

    pub(crate) fn width(&self) -> i64 {
        self.up_to.map_or(0, |up_to| up_to.saturating_sub(self.after))
    }

    pub(crate) fn is_done(&self) -> bool {
        self.up_to.is_some_and(|up_to| self.after >= up_to)
    }
}

/// How a method takes its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// `filter`, `order: {ID: ASC}`, upper-case fields: the legacy CRM lists.
    Legacy,
    /// `filter`, `order: {id: ASC}`, camel-case fields, rows under `items`.
    Items,
    /// `FILTER`, `SORT: ID`, `ORDER: ASC`.
    Statistic,
    /// `FILTER`, `sort: ID`, `order: ASC`.
    Users,
    /// No ranges: parameters at the top, pages by offset in `START`.
    Offset,
}

/// A list method and what is wanted of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ListMethod {
    method: String,
    dialect: Dialect,
    select: Vec<String>,
    filter: Map<String, Value>,
    params: Map<String, Value>,
    counted: bool,
}

impl ListMethod {
    /// A legacy list with upper-case fields: `crm.company.list`, `crm.deal.list`, `crm.contact.list`,
    /// `crm.requisite.list`, `crm.activity.list`.
    #[must_use]
    pub fn legacy(method: &str) -> Self {
        Self::of(method, Dialect::Legacy)
    }

    /// `crm.item.list` of one entity type: 1 lead, 2 deal, 3 contact, 4 company, 31 invoice, 128 and more for
    /// smart processes.
    #[must_use]
    pub fn crm_items(entity_type_id: i64) -> Self {
        Self::of("crm.item.list", Dialect::Items).with("entityTypeId", entity_type_id)
    }

    /// Calls: `voximplant.statistic.get`.
    #[must_use]
    pub fn calls() -> Self {
        Self::of("voximplant.statistic.get", Dialect::Statistic)
    }

    /// Users: `user.get`.
    #[must_use]
    pub fn users() -> Self {
        Self::of("user.get", Dialect::Users)
    }

    /// Departments: `department.get`, which knows no ranges and is paged by offset.
    #[must_use]
    pub fn departments() -> Self {
        Self::of("department.get", Dialect::Offset)
    }

    fn of(method: &str, dialect: Dialect) -> Self {
        let (select, filter, params) = (Vec::new(), Map::new(), Map::new());
        Self { method: method.to_owned(), dialect, select, filter, params, counted: false }
    }

    /// Asks only for these fields; the id is always among them.
    #[must_use]
    pub fn select(mut self, fields: &[&str]) -> Self {
        self.select = fields.iter().map(|field| (*field).to_owned()).collect();
        let id = self.id_field().to_owned();
        if !self.select.iter().any(|field| *field == id || field == "*") {
            self.select.insert(0, id);
        }
        self
    }

    /// Adds a condition on something else than the id, such as `(">=DATE_MODIFY", "2026-01-01T00:00:00+03:00")`.
    #[must_use]
    pub fn filter(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.filter.insert(key.to_owned(), value.into());
        self
    }

    /// Adds a parameter beside the filter.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.params.insert(key.to_owned(), value.into());
        self
    }

    /// Leaves `start` out instead of sending `-1`, for a portal where a method does not take it. The portal
    /// then counts all matches for each page.
    #[must_use]
    pub fn counted(mut self) -> Self {
        self.counted = true;
        self
    }

    /// The method's name.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Whether pages are cut by id rather than by offset.
    #[must_use]
    pub fn pages_by_id(&self) -> bool {
        self.dialect != Dialect::Offset
    }

    /// Name of the id in a row.
    #[must_use]
    pub fn id_field(&self) -> &'static str {
        if self.dialect == Dialect::Items { "id" } else { "ID" }
    }

    /// Parameters of the page that follows `range.after`.
    #[must_use]
    pub fn page_params(&self, range: IdRange) -> Value {
        let id = self.id_field();
        let mut bounds = vec![(format!(">{id}"), range.after)];
        bounds.extend(range.up_to.map(|up_to| (format!("<={id}"), up_to)));
        self.params_with(bounds, "ASC")
    }

    /// Parameters of the page that begins with the highest id.
    #[must_use]
    pub fn last_params(&self) -> Value {
        self.params_with(Vec::new(), "DESC")
    }

    /// Parameters of the page at an offset, for methods without ranges.
    #[must_use]
    pub fn offset_params(&self, start: u64) -> Value {
        let mut params = self.params.clone();
        params.extend(self.filter.clone());
        params.extend([("sort".to_owned(), json!("ID")), ("order".to_owned(), json!("ASC"))]);
        params.insert("START".to_owned(), start.into());
        Value::Object(params)
    }

    fn params_with(&self, bounds: Vec<(String, i64)>, direction: &str) -> Value {
        let id = self.id_field();
        let mut filter = self.filter.clone();
        filter.extend(bounds.into_iter().map(|(key, bound)| (key, bound.into())));
        let mut params = self.params.clone();
        let (filter_name, order): (&str, Vec<(&str, Value)>) = match self.dialect {
            Dialect::Legacy | Dialect::Items => ("filter", vec![("order", json!({id: direction}))]),
            Dialect::Statistic => ("FILTER", vec![("SORT", id.into()), ("ORDER", direction.into())]),
            Dialect::Users | Dialect::Offset => ("FILTER", vec![("sort", id.into()), ("order", direction.into())]),
        };
        params.extend(order.into_iter().map(|(key, value)| (key.to_owned(), value)));
        if !filter.is_empty() {
            params.insert(filter_name.to_owned(), Value::Object(filter));
        }
        if !self.select.is_empty() {
            params.insert("select".to_owned(), self.select.clone().into());
        }
        if !self.counted {
            params.insert("start".to_owned(), json!(-1));
        }
        Value::Object(params)
    }

    /// The rows of a result.
    ///
    /// # Errors
    /// [`ErrorKind::Protocol`](crate::ErrorKind::Protocol) when they are not where this method has them.
    pub fn rows(&self, result: Value) -> Result<Vec<Value>, Error> {
        let rows = match result {
            Value::Object(mut map) if self.dialect == Dialect::Items => map.remove("items"),
            Value::Array(rows) if self.dialect != Dialect::Items => Some(Value::Array(rows)),
            _ => None,
        };
        match rows {
            Some(Value::Array(rows)) => Ok(rows),
            _ => Err(Error::protocol("NO_ROWS", &self.method, "the result holds no list of rows")),
        }
    }

    /// The id of a row.
    #[must_use]
    pub fn row_id(&self, row: &Value) -> Option<i64> {
        row.get(self.id_field()).and_then(lenient::i64_of)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RANGE: IdRange = IdRange { after: 10, up_to: Some(99) };

    #[test]
    fn the_legacy_dialect() {
        let list = ListMethod::legacy("crm.deal.list").select(&["TITLE"]).filter("CATEGORY_ID", 3);
        let expected = json!({"filter": {">ID": 10, "<=ID": 99, "CATEGORY_ID": 3}, "order": {"ID": "ASC"},
            "select": ["ID", "TITLE"], "start": -1});
        assert_eq!(list.page_params(RANGE), expected);
        assert_eq!(list.row_id(&json!({"ID": "37"})), Some(37));
        assert_eq!(list.rows(json!([{"ID": "37"}])).unwrap().len(), 1);
        assert_eq!(list.rows(json!({"items": []})).unwrap_err().code, "NO_ROWS");
    }

    #[test]
    fn the_items_dialect() {
        let list = ListMethod::crm_items(2).select(&["id", "stageId"]);
        let expected = json!({"entityTypeId": 2, "filter": {">id": 10, "<=id": 99}, "order": {"id": "ASC"},
            "select": ["id", "stageId"], "start": -1});
        assert_eq!(list.page_params(RANGE), expected);
        assert_eq!(list.row_id(&json!({"id": 37})), Some(37));
        assert_eq!(list.rows(json!({"items": [{"id": 37}, {"id": 38}]})).unwrap().len(), 2);
        assert_eq!(list.rows(json!([])).unwrap_err().code, "NO_ROWS");
    }

    #[test]
    fn the_dialects_of_calls_and_users() {
        let expected = json!({"FILTER": {">ID": 10, "<=ID": 99}, "SORT": "ID", "ORDER": "ASC", "start": -1});
        assert_eq!(ListMethod::calls().page_params(RANGE), expected);
        let expected = json!({"FILTER": {">ID": 10, "<=ID": 99}, "sort": "ID", "order": "ASC", "start": -1});
        assert_eq!(ListMethod::users().page_params(RANGE), expected);
        let expected = json!({"SORT": "ID", "ORDER": "DESC"});
        assert_eq!(ListMethod::calls().counted().last_params(), expected);
    }

    #[test]
    fn departments_are_paged_by_offset() {
        let list = ListMethod::departments();
        assert!(!list.pages_by_id());
        assert_eq!(list.offset_params(50), json!({"sort": "ID", "order": "ASC", "START": 50}));
    }

    #[test]
    fn a_span_is_cut_without_gaps() {
        let cut = IdRange::split(0, 10, 3);
        let expected = [(0, 3), (3, 6), (6, 10)].map(|(after, up_to)| IdRange { after, up_to: Some(up_to) });
        assert_eq!(cut, expected);
        assert_eq!(IdRange::split(5, 7, 50).len(), 2);
        assert_eq!(IdRange::split(7, 7, 50), []);
        assert_eq!(IdRange::split(9, 7, 50), []);
    }

    proptest! {
        #[test]
        fn every_id_lies_in_exactly_one_part(after in 0_i64..1_000_000, width in 1_i64..5_000_000, parts in 1_usize..400) {
            let cut = IdRange::split(after, after + width, parts);
            prop_assert!(cut.len() <= parts);
            prop_assert_eq!(cut[0].after, after);
            prop_assert_eq!(cut[cut.len() - 1].up_to, Some(after + width));
            for pair in cut.windows(2) {
                prop_assert_eq!(pair[0].up_to, Some(pair[1].after));
                prop_assert!(pair[0].width() >= 1);
            }
        }
    }
}
