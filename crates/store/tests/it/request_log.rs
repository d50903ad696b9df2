//! The log of calls: read from the newest, filtered, pruned by age, gone with its portal.

use crate::engine::on_both_engines;
use crate::rows::{install, request};
use domain::day::Millis;
use domain::requests::{Mark, RequestFilter, RequestLine};

fn serials(lines: &[RequestLine]) -> Vec<i64> {
    lines.iter().map(|line| line.serial).collect()
}

fn failed(serial: i64, at: i64) -> RequestLine {
    RequestLine {
        at: Millis(at),
        method: "batch".to_owned(),
        methods: "crm.company.list ×2, user_get".to_owned(),
        status: None,
        error: Some("TIMED_OUT".to_owned()),
        operating_ms: None,
        ..request(serial)
    }
}

on_both_engines! {
    async fn lines_are_read_from_the_newest_page_by_page(store) {
        let portal = install(&store, "a").await;
        let other = install(&store, "b").await;
        let mut lines: Vec<RequestLine> = (1..=5).map(request).collect();
        lines.push(RequestLine { at: Millis(2_000), ..request(-9) });
        let mut tx = store.begin().await.unwrap();
        assert!(tx.request_log(portal).append(&lines).await.unwrap());
        assert!(tx.request_log(portal).append(&lines[..2]).await.unwrap(), "once more does no harm");
        assert!(tx.request_log(other).append(&[request(77)]).await.unwrap());
        let mut log = tx.request_log(portal);
        let first = log.page(&RequestFilter { limit: 4, ..RequestFilter::default() }).await.unwrap();
        assert_eq!((serials(&first.lines), first.kept, first.failed), (vec![-9, 5, 4, 3], 6, 0));
        assert_eq!(first.lines[1], request(5), "every column comes back");
        assert_eq!(first.next, Some(Mark { at: Millis(1_000), serial: 3 }));
        let rest = log.page(&RequestFilter { limit: 4, after: first.next, ..RequestFilter::default() }).await.unwrap();
        assert_eq!((serials(&rest.lines), rest.next), (vec![2, 1], None));
        let exact = log.page(&RequestFilter { limit: 6, ..RequestFilter::default() }).await.unwrap();
        assert_eq!(exact.next, None, "a full page that ends the log has no next");
    }

    async fn failures_and_methods_are_found(store) {
        let portal = install(&store, "a").await;
        let refused = RequestLine { status: Some(503), ..request(3) };
        let mut tx = store.begin().await.unwrap();
        tx.request_log(portal).append(&[request(1), failed(2, 1_001), refused]).await.unwrap();
        let mut log = tx.request_log(portal);
        let found = |method: &str, failed| RequestFilter { method: method.to_owned(), failed, ..RequestFilter::default() };
        assert_eq!(serials(&log.page(&found("", true)).await.unwrap().lines), [2, 3]);
        assert_eq!(log.page(&found("", true)).await.unwrap().failed, 2);
        assert_eq!(log.page(&found("", true)).await.unwrap().lines[0], failed(2, 1_001));
        assert_eq!(serials(&log.page(&found("company", false)).await.unwrap().lines), [2]);
        assert_eq!(serials(&log.page(&found("crm.", false)).await.unwrap().lines), [2, 3, 1]);
        assert_eq!(serials(&log.page(&found("user_get", false)).await.unwrap().lines), [2], "no wildcard");
        assert_eq!(serials(&log.page(&found("%", false)).await.unwrap().lines), Vec::<i64>::new());
    }

    async fn old_lines_are_pruned_and_younger_ones_stay(store) {
        let portal = install(&store, "a").await;
        let other = install(&store, "b").await;
        let mut tx = store.begin().await.unwrap();
        tx.request_log(portal).append(&[request(1), failed(2, 999), failed(3, 1_001)]).await.unwrap();
        tx.request_log(other).append(&[failed(4, 5)]).await.unwrap();
        assert_eq!(tx.request_log(portal).prune(Millis(1_000)).await.unwrap(), 1);
        assert_eq!(serials(&tx.request_log(portal).page(&RequestFilter::default()).await.unwrap().lines), [3, 1]);
        assert_eq!(serials(&tx.request_log(other).page(&RequestFilter::default()).await.unwrap().lines), [4]);
    }

    async fn a_line_that_comes_late_does_not_outlive_its_portal(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        tx.portals().erase(portal).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert!(!tx.request_log(portal).append(&[request(1)]).await.unwrap());
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert!(tx.portals().row_counts(portal).await.unwrap().iter().all(|(_, rows)| *rows == 0));
        assert_eq!(tx.portals().ids().await.unwrap(), []);
    }
}
