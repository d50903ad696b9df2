//! The table of methods. `methods` lists exactly these; everything else is `ERROR_METHOD_NOT_FOUND`.

use super::call::{Call, Caller, Outcome};
use super::{bindings, catalog, crm, disk, feed, messages, offline, options, people, system, tasks, telephony};

/// A method.
pub(crate) struct Method {
    /// Name, lower case.
    pub(crate) name: &'static str,
    /// Scopes, any of which opens it; none means everyone.
    pub(crate) scopes: &'static [&'static str],
    pub(crate) run: fn(&Call<'_>) -> Outcome,
    /// Whether a batch may hold it: uploads may not be batched (documented).
    pub(crate) in_batch: bool,
}

impl Method {
    pub(crate) const fn new(
        name: &'static str,
        scopes: &'static [&'static str],
        run: fn(&Call<'_>) -> Outcome,
    ) -> Self {
        Self { name, scopes, run, in_batch: true }
    }

    /// The same method kept out of batches.
    pub(crate) const fn alone(self) -> Self {
        Self { in_batch: false, ..self }
    }

    /// Whether the caller's scopes open it.
    pub(crate) fn is_open_to(&self, caller: &Caller) -> bool {
        self.scopes.is_empty() || self.scopes.iter().any(|scope| caller.has_scope(scope))
    }
}

/// Scopes of the portal.
pub(crate) const SCOPES: &[&str] = &[
    "calendar",
    "catalog",
    "crm",
    "department",
    "disk",
    "im",
    "imbot",
    "log",
    "placement",
    "task",
    "telephony",
    "user",
    "user_basic",
    "user_brief",
    "userfieldconfig",
];

const USER: &[&str] = &["user", "user_basic", "user_brief"];
const PLACEMENT: &[&str] = &["placement"];

/// Methods of the portal itself; families of records keep their tables beside them. `batch` is told apart earlier.
static OWN: &[Method] = &[
    Method::new("app.info", &[], system::app_info),
    Method::new("calendar.settings.get", &["calendar"], system::calendar_settings),
    Method::new("department.get", &["department"], people::department_get),
    Method::new("event.bind", &[], bindings::event_bind),
    Method::new("event.get", &[], bindings::event_get),
    Method::new("event.offline.clear", &[], offline::clear),
    Method::new("event.offline.error", &[], offline::error),
    Method::new("event.offline.get", &[], offline::get),
    Method::new("event.offline.list", &[], offline::list),
    Method::new("event.unbind", &[], bindings::event_unbind),
    Method::new("events", &[], system::events),
    Method::new("feature.get", &[], system::feature_get),
    Method::new("method.get", &[], system::method_get),
    Method::new("methods", &[], system::list_methods),
    Method::new("placement.bind", PLACEMENT, bindings::placement_bind),
    Method::new("placement.get", PLACEMENT, bindings::placement_get),
    Method::new("placement.list", PLACEMENT, bindings::placement_list),
    Method::new("placement.unbind", PLACEMENT, bindings::placement_unbind),
    Method::new("profile", &[], people::profile),
    Method::new("scope", &[], system::scope),
    Method::new("server.time", &[], system::server_time),
    Method::new("user.admin", &[], people::user_admin),
    Method::new("user.current", USER, people::user_current),
    Method::new("user.get", USER, people::user_get),
    Method::new("voximplant.statistic.get", &["telephony"], telephony::statistic_get),
];

/// All methods.
static FAMILIES: &[&[Method]] = &[
    OWN,
    crm::METHODS,
    catalog::METHODS,
    disk::METHODS,
    feed::METHODS,
    messages::METHODS,
    options::METHODS,
    tasks::METHODS,
];

/// All methods but `batch`.
pub(crate) fn all() -> impl Iterator<Item = &'static Method> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// Addresses that take and give files. They look like methods and are none: `methods` does not name them.
static FILES: &[Method] =
    &[Method::new("download", &["disk"], disk::download), Method::new("upload", &["disk"], disk::upload_posted)];

/// Finds a method by its lower-case name.
pub(crate) fn find(name: &str) -> Option<&'static Method> {
    all().chain(FILES).find(|method| method.name == name)
}
