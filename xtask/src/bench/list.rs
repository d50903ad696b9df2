//! What can be measured.

use super::targets::Target;

/// A benchmark.
pub(super) struct Bench {
    /// As it is asked for.
    pub(super) name: &'static str,
    /// For the list.
    pub(super) measures: &'static str,
    /// How it is measured.
    pub(super) kind: Kind,
}

/// How a benchmark is measured.
pub(super) enum Kind {
    /// A bench target of a package.
    Target(Target),
    /// The part of this name of the server at the size of a large portal.
    LargePortal,
    /// The same at three sizes.
    Scaling,
    /// Bytes of the built pages and of the server.
    Size,
    /// Our programs and the audit.
    Proof,
    /// Our programs beside each other.
    Backfill,
    /// The same, and a browser.
    Live,
    /// Our programs under load.
    Load,
    /// The page in a browser at the size of a large portal.
    Browser,
}

impl Bench {
    /// Whether it measures on both databases, and so needs a PostgreSQL.
    pub(super) fn on_databases(&self) -> bool {
        match self.kind {
            Kind::LargePortal | Kind::Scaling | Kind::Load => true,
            Kind::Target(_) => self.name == "ingest",
            Kind::Size | Kind::Proof | Kind::Backfill | Kind::Live | Kind::Browser => false,
        }
    }
}

/// All of them, the quick ones first.
pub(super) const BENCHES: [Bench; 13] = [
    Bench {
        name: "size",
        measures: "bytes a browser downloads: at first, with the first chart, later",
        kind: Kind::Size,
    },
    Bench {
        name: "filter_sort",
        measures: "filter and sort 60,000 companies in the report engine",
        kind: Kind::Target(Target::FILTER_SORT),
    },
    Bench {
        name: "ingest",
        measures: "rows of a backfill stored per second, both databases",
        kind: Kind::Target(Target::INGEST),
    },
    Bench {
        name: "report",
        measures: "first window of the report through HTTP at 60,000 companies and 600,000 deals, both databases",
        kind: Kind::LargePortal,
    },
    Bench {
        name: "activity",
        measures: "month and year of calls and meetings through HTTP at 200 people and 2,400,000 activities, both databases",
        kind: Kind::LargePortal,
    },
    Bench {
        name: "memory",
        measures: "memory of the server with a hundred small portals and the large one in use, both databases",
        kind: Kind::LargePortal,
    },
    Bench {
        name: "browser",
        measures: "the report in Chromium at 60,000 companies: filter, sort, inputs, opening, downloads, memory",
        kind: Kind::Browser,
    },
    Bench {
        name: "backfill",
        measures: "share of the portal's limits that the first reading of five million rows uses",
        kind: Kind::Backfill,
    },
    Bench {
        name: "backfill_operating",
        measures: "the same where the execution time of methods is what limits",
        kind: Kind::Backfill,
    },
    Bench {
        name: "proof",
        measures: "what a nightly proof of five million rows costs the portal, in percent of an hour's limits",
        kind: Kind::Proof,
    },
    Bench {
        name: "live",
        measures: "time from a call's end in the portal to the changed cell in an open page, over 200 calls",
        kind: Kind::Live,
    },
    Bench {
        name: "load",
        measures: "fifty open pages, 200 requests and 200 ended calls a second for a minute, both databases",
        kind: Kind::Load,
    },
    Bench {
        name: "scaling",
        measures: "report, activity, ingest and memory at 5,000, 20,000 and 60,000 companies: what grows faster than the data",
        kind: Kind::Scaling,
    },
];
