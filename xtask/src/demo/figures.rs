//! The counts and sums a demo ends with, read through the app's own API.

use super::servers::Servers;
use crate::failure::{Doing, Outcome};
use crate::http::Peer;
use serde_json::{Value, json};

/// Parts of a currency unit that the API counts sums in.
const PARTS: i64 = 10_000;

/// One JSON object of counts and sums.
pub(super) fn read(admin: &Peer, servers: &Servers) -> Outcome<Value> {
    let summary = admin.get_json("/api/summary")?;
    let mut figures = of_summary(&summary).doing("the summary is not as expected")?;
    figures["app_url"] = json!(servers.app_peer.origin());
    figures["portal_url"] = json!(servers.portal_peer.origin());
    Ok(figures)
}

fn of_summary(summary: &Value) -> Option<Value> {
    let deals = &summary["deals"];
    let [in_work, won, lost] = ["in_work", "won", "lost"].map(|outcome| count(&deals[outcome]));
    let (in_work, won, lost) = (in_work?, won?, lost?);
    Some(json!({
        "companies": summary["companies"].as_u64()?,
        "deals": in_work + won + lost,
        "deals_won": won,
        "deals_lost": lost,
        "deals_in_work": in_work,
        "won_total": total(&deals["won"])?,
        "users": summary["people"].as_u64()?,
    }))
}

/// Deals over all currencies.
fn count(sums: &Value) -> Option<u64> {
    sums.as_array()?.iter().map(|sum| sum["count"].as_u64()).sum()
}

/// Sums per currency: `10005534.00 USD`, several joined by ` + `.
fn total(sums: &Value) -> Option<String> {
    let told: Option<Vec<String>> = sums
        .as_array()?
        .iter()
        .map(|sum| Some(format!("{} {}", decimal(sum["amount"].as_i64()?), sum["currency"].as_str()?)))
        .collect();
    Some(told?.join(" + "))
}

/// Two decimals, rounded half away from zero.
fn decimal(amount: i64) -> String {
    let cents = (amount.unsigned_abs() + 50) / (PARTS / 100).unsigned_abs();
    let sign = if amount < 0 && cents > 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_add_counts_over_currencies_and_keep_sums_apart() {
        let summary = json!({
            "companies": 85, "people": 36,
            "deals": {
                "in_work": [{"currency": "USD", "count": 2089, "amount": 0}],
                "won": [{"currency": "RUB", "count": 1, "amount": 15_050}, {"currency": "USD", "count": 4237, "amount": 100_055_340_000_i64}],
                "lost": [],
            },
        });
        assert_eq!(
            of_summary(&summary).unwrap(),
            json!({
                "companies": 85, "deals": 6327, "deals_won": 4238, "deals_lost": 0, "deals_in_work": 2089,
                "won_total": "1.51 RUB + 10005534.00 USD", "users": 36,
            })
        );
    }

    #[test]
    fn a_negative_sum_keeps_its_sign_unless_it_rounds_to_nothing() {
        assert_eq!(decimal(-15_050), "-1.51");
        assert_eq!(decimal(-49), "0.00");
    }
}
