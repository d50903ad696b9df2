//! Reading a list to its end, page by page, and not believing a portal whose pages do not advance.

use std::collections::HashSet;

use serde_json::Value;

use crate::error::Error;
use crate::listing::{IdRange, ListMethod, PAGE_ROWS};
use crate::portal::PortalClient;

/// The code of an answer whose page repeats or stands still.
pub(crate) const STANDS_STILL: &str = "PAGE_DID_NOT_ADVANCE";
/// How often such a page is asked for again before the list is given up: a portal may answer so in passing.
pub(crate) const MOST_REPEATS: u32 = 3;

/// A page read by id.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The rows, ids strictly ascending.
    pub rows: Vec<Value>,
    /// What is left of the range after this page: store it with the rows.
    pub rest: IdRange,
    /// Whether nothing is left.
    pub last: bool,
}

impl Page {
    /// Checks the answer to [`ListMethod::page_params`] of `range` and says what is left. `next` is the answer's mark of a
    /// further page.
    ///
    /// # Errors
    /// [`ErrorKind::Protocol`](crate::ErrorKind::Protocol) for a row without an id, an id outside the range
    /// (the portal repeats a page or ignores the filter) and ids that do not ascend.
    pub fn check(list: &ListMethod, range: IdRange, result: Value, next: Option<u64>) -> Result<Self, Error> {
        let mut rows = list.rows(result)?;
        let received = rows.len();
        let mut after = range.after;
        let mut fault = None;
        rows.retain(|row| match list.row_id(row) {
            None => {
                fault = fault.or(Some(("ROW_WITHOUT_ID", "a row has no id")));
                false
            }
            // Some filters join tables and return a row twice.
            Some(id) if id == after && id > range.after => false,
            Some(id) if id <= range.after || range.up_to.is_some_and(|up_to| id > up_to) => {
                fault = fault.or(Some((STANDS_STILL, "a row lies outside the ids asked for")));
                false
            }
            Some(id) if id < after => {
                fault = fault.or(Some(("ROWS_OUT_OF_ORDER", "ids do not ascend")));
                false
            }
            Some(id) => {
                after = id;
                true
            }
        });
        if let Some((code, message)) = fault {
            return Err(Error::protocol(code, list.method(), message));
        }
        let rest = IdRange { after, ..range };
        let last = rows.is_empty() || rest.is_done() || (received < PAGE_ROWS && next.is_none());
        Ok(Self { rows, rest, last })
    }
}

/// Reads one list by id, one page per call.
pub struct IdPager {
    portal: PortalClient,
    list: ListMethod,
    range: IdRange,
    done: bool,
}

impl IdPager {
    /// The page that follows, none at the end. After an error the same page is asked for again.
    ///
    /// # Errors
    /// Those of the call, and [`ErrorKind::Protocol`](crate::ErrorKind::Protocol) for pages that do not advance.
    pub async fn next_page(&mut self) -> Result<Option<Page>, Error> {
        if self.done || self.range.is_done() {
            return Ok(None);
        }
        let page = self.ask().await?;
        self.portal.count_rows(page.rows.len());
        self.range = page.rest;
        self.done = page.last;
        Ok((!page.rows.is_empty()).then_some(page))
    }

    async fn ask(&self) -> Result<Page, Error> {
        let mut repeats = 0;
        loop {
            let answer = self.portal.call(self.list.method(), self.list.page_params(self.range)).await?;
            match Page::check(&self.list, self.range, answer.result, answer.next) {
                Err(error) if error.code == STANDS_STILL && repeats < MOST_REPEATS => {
                    self.portal.pause_before_repeat(repeats).await;
                    repeats += 1;
                }
                checked => return checked,
            }
        }
    }
}

impl PortalClient {
    /// A pager over the ids of a range.
    #[must_use]
    pub fn pages(&self, list: ListMethod, range: IdRange) -> IdPager {
        IdPager { portal: self.clone(), list, range, done: false }
    }

    /// All rows of a list that is known to be short, by whichever paging the method has.
    ///
    /// # Errors
    /// Those of the calls, and [`ErrorKind::Protocol`](crate::ErrorKind::Protocol) for pages that do not advance.
    pub async fn all_rows(&self, list: &ListMethod) -> Result<Vec<Value>, Error> {
        if !list.pages_by_id() {
            return self.rows_by_offset(list).await;
        }
        let mut pager = self.pages(list.clone(), IdRange::ALL);
        let mut rows = Vec::new();
        while let Some(page) = pager.next_page().await? {
            rows.extend(page.rows);
        }
        Ok(rows)
    }

    /// The highest id of a list, none when the list is empty.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn last_id(&self, list: &ListMethod) -> Result<Option<i64>, Error> {
        let answer = self.call(list.method(), list.last_params()).await?;
        highest(list, answer.result)
    }

    async fn rows_by_offset(&self, list: &ListMethod) -> Result<Vec<Value>, Error> {
        let (mut rows, mut seen, mut start, mut repeats) = (Vec::new(), HashSet::new(), 0, 0);
        loop {
            let answer = self.call(list.method(), list.offset_params(start)).await?;
            let page = list.rows(answer.result)?;
            let before = rows.len();
            for row in page {
                let id = list
                    .row_id(&row)
                    .ok_or_else(|| Error::protocol("ROW_WITHOUT_ID", list.method(), "a row has no id"))?;
                // A record added meanwhile shifts the pages, so a row may come twice.
                if seen.insert(id) {
                    rows.push(row);
                }
            }
            self.count_rows(rows.len() - before);
            match answer.next {
                None => return Ok(rows),
                Some(next) if next > start && rows.len() > before => (start, repeats) = (next, 0),
                Some(_) if repeats < MOST_REPEATS => {
                    self.pause_before_repeat(repeats).await;
                    repeats += 1;
                }
                Some(_) => return Err(Error::protocol(STANDS_STILL, list.method(), "a page repeats")),
            }
        }
    }
}

/// The highest id of a page that was asked for in descending order.
pub(crate) fn highest(list: &ListMethod, result: Value) -> Result<Option<i64>, Error> {
    // Every row is looked at, so that a portal that ignores the order is wrong by a page at most.
    Ok(list.rows(result)?.iter().filter_map(|row| list.row_id(row)).max())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    const RANGE: IdRange = IdRange { after: 10, up_to: Some(500) };

    fn page(ids: &[i64]) -> Value {
        ids.iter().map(|id| json!({"ID": id.to_string()})).collect()
    }

    fn check(ids: &[i64], next: Option<u64>) -> Result<Page, Error> {
        Page::check(&ListMethod::legacy("crm.deal.list"), RANGE, page(ids), next)
    }

    #[test]
    fn a_full_page_leads_on_and_a_short_one_ends() {
        let full: Vec<i64> = (11..61).collect();
        let read = check(&full, None).unwrap();
        assert_eq!((read.rows.len(), read.rest.after, read.last), (50, 60, false));
        let read = check(&[11, 12], None).unwrap();
        assert_eq!((read.rows.len(), read.rest.after, read.last), (2, 12, true));
        assert!(check(&[], None).unwrap().last);
    }

    #[test]
    fn a_short_page_that_announces_another_does_not_end() {
        assert!(!check(&[11, 12], Some(50)).unwrap().last);
        assert!(check(&[11, 500], Some(50)).unwrap().last);
    }

    #[test]
    fn a_row_returned_twice_is_kept_once() {
        let read = check(&[11, 11, 12], None).unwrap();
        assert_eq!(read.rows, [json!({"ID": "11"}), json!({"ID": "12"})]);
    }

    #[rstest]
    #[case(&[10, 11], "PAGE_DID_NOT_ADVANCE")]
    #[case(&[11, 501], "PAGE_DID_NOT_ADVANCE")]
    #[case(&[12, 11], "ROWS_OUT_OF_ORDER")]
    fn a_lying_portal_is_not_believed(#[case] ids: &[i64], #[case] code: &str) {
        assert_eq!(check(ids, None).unwrap_err().code, code);
    }

    #[test]
    fn a_row_without_an_id_is_an_error() {
        let list = ListMethod::legacy("crm.deal.list");
        let error = Page::check(&list, RANGE, json!([{"TITLE": "x"}]), None).unwrap_err();
        assert_eq!(error.code, "ROW_WITHOUT_ID");
    }
}
