//! Requests to portals, by the family of the method and how they ended.

use super::histogram::Histogram;
use super::text::Page;
use bitrix24::RequestEntry;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Families that are told apart; whatever else a method begins with counts as `other`.
const FAMILIES: [&str; 14] = [
    "app",
    "batch",
    "calendar",
    "crm",
    "department",
    "event",
    "im",
    "oauth",
    "placement",
    "profile",
    "server",
    "user",
    "voximplant",
    "methods",
];

/// How a request ended.
const OUTCOMES: [&str; 5] = ["ok", "limited", "unauthorized", "refused", "no_answer"];

#[derive(Clone, Debug, Default)]
struct Family {
    outcomes: [u64; OUTCOMES.len()],
    commands: u64,
    rows: u64,
    took: Histogram,
}

/// Requests since the process began.
#[derive(Debug, Default)]
pub(super) struct Calls(Mutex<BTreeMap<&'static str, Family>>);

impl Calls {
    pub(super) fn count(&self, entry: &RequestEntry) {
        let mut families = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let family = families.entry(family_of(&entry.method)).or_default();
        family.outcomes[outcome_of(entry)] += 1;
        family.commands += entry.uses.iter().map(|(_, times)| u64::from(*times)).sum::<u64>();
        family.rows = family.rows.saturating_add(entry.rows);
        family.took.observe(Duration::from_millis(entry.duration_ms));
    }

    pub(super) fn write(&self, page: &mut Page) {
        let families = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let name = "svodka_portal_requests_total";
        page.family(name, "counter", "Requests to portals and OAuth servers, by family of method and outcome.");
        for (family, counted) in &families {
            for (outcome, count) in OUTCOMES.iter().zip(counted.outcomes).filter(|(_, count)| *count > 0) {
                page.line(name, &[("family", family), ("outcome", outcome)], &count.to_string());
            }
        }
        let name = "svodka_portal_commands_total";
        page.family(name, "counter", "Methods run by these requests, the commands of batches counted singly.");
        for (family, counted) in &families {
            page.line(name, &[("family", family)], &counted.commands.to_string());
        }
        let name = "svodka_portal_rows_total";
        page.family(name, "counter", "Records in the answers.");
        for (family, counted) in &families {
            page.line(name, &[("family", family)], &counted.rows.to_string());
        }
        let name = "svodka_portal_request_seconds";
        page.family(name, "histogram", "From sending a request to the end of the answer.");
        for (family, counted) in &families {
            counted.took.write(page, name, &[("family", family)]);
        }
    }
}

fn family_of(method: &str) -> &'static str {
    let first = method.split('.').next().unwrap_or_default();
    FAMILIES.into_iter().find(|family| family.eq_ignore_ascii_case(first)).unwrap_or("other")
}

fn outcome_of(entry: &RequestEntry) -> usize {
    match (entry.status, entry.error_code.as_deref()) {
        (None, _) => 4,
        (Some(503 | 429), _) | (_, Some("QUERY_LIMIT_EXCEEDED" | "OPERATION_TIME_LIMIT" | "OVERLOAD_LIMIT")) => 1,
        (Some(401), _) => 2,
        (Some(status), None) if status < 400 => 0,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn entry(method: &str, status: Option<u16>, error: Option<&str>) -> RequestEntry {
        RequestEntry {
            at_ms: 0,
            host: "secret-portal.example".to_owned(),
            method: method.to_owned(),
            uses: vec![(method.to_owned(), 2)],
            params: Value::Null,
            status,
            error_code: error.map(str::to_owned),
            duration_ms: 3,
            operating: None,
            rows: 50,
        }
    }

    #[test]
    fn requests_are_counted_by_family_and_outcome_and_name_nobody() {
        let calls = Calls::default();
        calls.count(&entry("crm.deal.list", Some(200), None));
        calls.count(&entry("crm.company.list", Some(503), Some("QUERY_LIMIT_EXCEEDED")));
        calls.count(&entry("secret.portal.method", Some(403), Some("ACCESS_DENIED")));
        calls.count(&entry("profile", Some(401), Some("expired_token")));
        calls.count(&entry("batch", None, Some("TIMED_OUT")));
        let mut page = Page::default();
        calls.write(&mut page);
        let text = page.finish();
        for line in [
            "svodka_portal_requests_total{family=\"crm\",outcome=\"ok\"} 1",
            "svodka_portal_requests_total{family=\"crm\",outcome=\"limited\"} 1",
            "svodka_portal_requests_total{family=\"other\",outcome=\"refused\"} 1",
            "svodka_portal_requests_total{family=\"profile\",outcome=\"unauthorized\"} 1",
            "svodka_portal_requests_total{family=\"batch\",outcome=\"no_answer\"} 1",
            "svodka_portal_commands_total{family=\"crm\"} 4",
            "svodka_portal_rows_total{family=\"crm\"} 100",
            "svodka_portal_request_seconds_bucket{family=\"crm\",le=\"0.005\"} 2",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(!text.contains("secret"), "{text}");
    }
}
