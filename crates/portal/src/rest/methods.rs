//! The table of methods. `methods` lists exactly these; everything else is `ERROR_METHOD_NOT_FOUND`.

use super::call::{Call, Caller, Outcome};
use super::{bindings, crm, offline, people, system, telephony};

/// A method.
pub(crate) struct Method {
    /// Name, lower case.
    pub(crate) name: &'static str,
    /// Scopes, any of which opens it; none means everyone.
    pub(crate) scopes: &'static [&'static str],
    pub(crate) run: fn(&Call<'_>) -> Outcome,
}

impl Method {
    const fn new(name: &'static str, scopes: &'static [&'static str], run: fn(&Call<'_>) -> Outcome) -> Self {
        Self { name, scopes, run }
    }

    /// Whether the caller's scopes open it.
    pub(crate) fn is_open_to(&self, caller: &Caller) -> bool {
        self.scopes.is_empty() || self.scopes.iter().any(|scope| caller.has_scope(scope))
    }
}

/// Scopes of the portal.
pub(crate) const SCOPES: &[&str] = &[
    "calendar",
    "crm",
    "department",
    "im",
    "placement",
    "telephony",
    "user",
    "user_basic",
    "user_brief",
    "userfieldconfig",
];

const CRM: &[&str] = &["crm"];
const USER: &[&str] = &["user", "user_basic", "user_brief"];
const PLACEMENT: &[&str] = &["placement"];

/// All methods but `batch`, which is told apart earlier.
pub(crate) static METHODS: &[Method] = &[
    Method::new("app.info", &[], system::app_info),
    Method::new("calendar.settings.get", &["calendar"], system::calendar_settings),
    Method::new("crm.activity.add", CRM, crm::activity_add),
    Method::new("crm.activity.delete", CRM, crm::activity_delete),
    Method::new("crm.activity.fields", CRM, crm::activity_fields),
    Method::new("crm.activity.get", CRM, crm::activity_get),
    Method::new("crm.activity.list", CRM, crm::activity_list),
    Method::new("crm.activity.update", CRM, crm::activity_update),
    Method::new("crm.category.list", CRM, crm::category_list),
    Method::new("crm.company.add", CRM, crm::company_add),
    Method::new("crm.company.delete", CRM, crm::company_delete),
    Method::new("crm.company.fields", CRM, crm::company_fields),
    Method::new("crm.company.get", CRM, crm::company_get),
    Method::new("crm.company.list", CRM, crm::company_list),
    Method::new("crm.company.update", CRM, crm::company_update),
    Method::new("crm.company.userfield.list", CRM, crm::company_user_fields),
    Method::new("crm.contact.fields", CRM, crm::contact_fields),
    Method::new("crm.contact.get", CRM, crm::contact_get),
    Method::new("crm.contact.list", CRM, crm::contact_list),
    Method::new("crm.currency.list", CRM, crm::currency_list),
    Method::new("crm.deal.add", CRM, crm::deal_add),
    Method::new("crm.deal.delete", CRM, crm::deal_delete),
    Method::new("crm.deal.fields", CRM, crm::deal_fields),
    Method::new("crm.deal.get", CRM, crm::deal_get),
    Method::new("crm.deal.list", CRM, crm::deal_list),
    Method::new("crm.deal.update", CRM, crm::deal_update),
    Method::new("crm.deal.userfield.list", CRM, crm::deal_user_fields),
    Method::new("crm.item.fields", CRM, crm::item_fields),
    Method::new("crm.item.get", CRM, crm::item_get),
    Method::new("crm.item.list", CRM, crm::item_list),
    Method::new("crm.requisite.list", CRM, crm::requisite_list),
    Method::new("crm.status.list", CRM, crm::status_list),
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
    Method::new("methods", &[], system::methods),
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

/// Finds a method by its lower-case name.
pub(crate) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}
