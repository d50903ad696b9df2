//! Requests to this server, by route and status.

use super::histogram::Histogram;
use super::text::Page;
use http::Method;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Methods that are told apart.
const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
/// Most routes that are told apart. There are fewer; the bound only guards against a caller that passes addresses.
const MOST_ROUTES: usize = 200;

#[derive(Clone, Debug, Default)]
struct Route {
    statuses: BTreeMap<(&'static str, u16), u64>,
    took: Histogram,
}

/// Requests since the process began.
#[derive(Debug, Default)]
pub(super) struct Requests(Mutex<BTreeMap<String, Route>>);

impl Requests {
    pub(super) fn count(&self, route: &str, method: &Method, status: u16, took: Duration) {
        let mut routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let route = if routes.contains_key(route) || routes.len() < MOST_ROUTES { route } else { "other" };
        if !routes.contains_key(route) {
            routes.insert(route.to_owned(), Route::default());
        }
        let counted = routes.get_mut(route).expect("inserted above");
        let method = METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or("other");
        *counted.statuses.entry((method, status)).or_default() += 1;
        counted.took.observe(took);
    }

    pub(super) fn write(&self, page: &mut Page) {
        let routes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let name = "svodka_http_requests_total";
        page.family(name, "counter", "Requests answered, by route and status.");
        for (route, counted) in &routes {
            for ((method, status), count) in &counted.statuses {
                let status = status.to_string();
                page.line(name, &[("route", route), ("method", method), ("status", &status)], &count.to_string());
            }
        }
        let name = "svodka_http_request_seconds";
        page.family(name, "histogram", "From the arrival of a request to the head of its answer.");
        for (route, counted) in &routes {
            counted.took.write(page, name, &[("route", route)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_bounded_whoever_asks() {
        let requests = Requests::default();
        for number in 0..1_000 {
            requests.count(&format!("/made-up/{number}"), &Method::GET, 404, Duration::from_millis(1));
        }
        requests.count("/made-up/0", &Method::from_bytes(b"BREW").expect("a token"), 405, Duration::from_millis(1));
        let mut page = Page::default();
        requests.write(&mut page);
        let text = page.finish();
        let routes = text.lines().filter(|line| line.starts_with("svodka_http_request_seconds_count")).count();
        assert_eq!(routes, MOST_ROUTES + 1);
        assert!(text.contains("svodka_http_requests_total{route=\"other\",method=\"GET\",status=\"404\"} 800"));
        assert!(text.contains("{route=\"/made-up/0\",method=\"other\",status=\"405\"} 1"));
    }
}
