//! Events and their delivery: form encoded, fire and forget, to the handlers apps have bound (documented).

use super::delivery::Parcel;
use super::{AppState, EventHandler, Grant};
use crate::php::{Value, encode_form};

/// Events an app can bind, upper case.
const NAMES: &[&str] = &[
    "ONAPPINSTALL",
    "ONAPPUPDATE",
    "ONAPPUNINSTALL",
    "ONAPPPAYMENT",
    "ONAPPTEST",
    "ONAPPMETHODCONFIRM",
    "ONOFFLINEEVENT",
    "ONUSERADD",
    "ONCRMDEALADD",
    "ONCRMDEALUPDATE",
    "ONCRMDEALDELETE",
    "ONCRMDEALMOVETOCATEGORY",
    "ONCRMCOMPANYADD",
    "ONCRMCOMPANYUPDATE",
    "ONCRMCOMPANYDELETE",
    "ONCRMCONTACTADD",
    "ONCRMCONTACTUPDATE",
    "ONCRMCONTACTDELETE",
    "ONCRMLEADADD",
    "ONCRMLEADUPDATE",
    "ONCRMLEADDELETE",
    "ONCRMACTIVITYADD",
    "ONCRMACTIVITYUPDATE",
    "ONCRMACTIVITYDELETE",
    "ONCRMREQUISITEADD",
    "ONCRMREQUISITEUPDATE",
    "ONCRMREQUISITEDELETE",
    "ONCRMCURRENCYADD",
    "ONCRMCURRENCYUPDATE",
    "ONCRMCURRENCYDELETE",
    "ONCRMTIMELINECOMMENTADD",
    "ONCRMTIMELINECOMMENTUPDATE",
    "ONCRMTIMELINECOMMENTDELETE",
    "ONCRMDYNAMICITEMADD",
    "ONCRMDYNAMICITEMUPDATE",
    "ONCRMDYNAMICITEMDELETE",
    "ONTASKADD",
    "ONTASKUPDATE",
    "ONTASKDELETE",
    "ONVOXIMPLANTCALLINIT",
    "ONVOXIMPLANTCALLSTART",
    "ONVOXIMPLANTCALLEND",
];

/// Names of all events an app can bind.
pub(crate) fn event_names() -> &'static [&'static str] {
    NAMES
}

/// Something that happened on the portal.
#[derive(Debug, Clone)]
pub(crate) struct PortalEvent {
    name: &'static str,
    data: Value,
    user_id: u32,
    app: Option<usize>,
    tokens: bool,
    /// Queue that is not told: the change was made on its behalf.
    connector: Option<String>,
}

impl PortalEvent {
    /// An event of the portal's records, caused by a user; `0` when no user did (robots), then no tokens are sent.
    pub(crate) fn of_portal(name: &'static str, data: Value, user_id: u32) -> Self {
        Self { name, data, user_id, app: None, tokens: user_id != 0, connector: None }
    }

    /// A change of one CRM record: `data[FIELDS][ID]`.
    pub(crate) fn of_record(name: &'static str, id: u32, user_id: u32) -> Self {
        let data = Value::map([("FIELDS", Value::map([("ID", Value::text(id))]))]);
        Self::of_portal(name, data, user_id)
    }

    /// An event of one app's own life.
    pub(crate) fn of_app(name: &'static str, app: usize, data: Value, user_id: u32) -> Self {
        Self { name, data, user_id, app: Some(app), tokens: true, connector: None }
    }

    /// The same event hidden from the offline queue of this connector.
    pub(crate) fn hidden_from(mut self, connector: Option<String>) -> Self {
        self.connector = connector.filter(|connector| !connector.is_empty());
        self
    }

    pub(super) fn is_hidden_from(&self, connector: &str) -> bool {
        self.connector.as_deref() == Some(connector)
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn data(&self) -> &Value {
        &self.data
    }

    pub(super) fn user_id(&self) -> u32 {
        self.user_id
    }

    /// The same event without access and refresh tokens.
    pub(crate) fn without_tokens(mut self) -> Self {
        self.tokens = false;
        self
    }
}

impl AppState {
    /// Sends an event to every handler bound to it. Nothing is sent for an app whose installation is not finished.
    pub(crate) fn fire(&self, event: &PortalEvent) {
        if self.is_replaying() {
            return;
        }
        let deliveries: Vec<(usize, EventHandler)> = {
            let apps = self.apps();
            let open = apps
                .iter()
                .enumerate()
                .filter(|(index, app)| app.present && app.installed && event.app.is_none_or(|only| only == *index));
            open.flat_map(|(index, app)| {
                let bound = app.handlers.iter().filter(|bound| bound.event == event.name && !bound.offline);
                bound.map(move |bound| (index, bound.clone()))
            })
            .collect()
        };
        for (app, handler) in deliveries {
            self.send(event, app, handler);
        }
        self.enqueue(event);
    }

    /// Sends an event to one handler in the background.
    pub(super) fn send(&self, event: &PortalEvent, app: usize, handler: EventHandler) {
        let body = encode_form(&self.event_body(event, app, &handler));
        let parcel = Parcel { name: event.name, user_id: event.user_id, handler: handler.handler, body };
        let fault = self.faults().strike_event(event.name);
        let state = self.clone();
        self.runtime().spawn(async move { state.deliver(parcel, fault).await });
    }

    fn event_body(&self, event: &PortalEvent, app: usize, handler: &EventHandler) -> Value {
        let user_id = if handler.auth_type == 0 { event.user_id } else { handler.auth_type };
        Value::map([
            ("event", Value::word(event.name)),
            ("event_handler_id", Value::text(handler.id)),
            ("data", event.data.clone()),
            ("ts", Value::text(self.now_ms() / 1000)),
            ("auth", self.event_auth(event, app, user_id)),
        ])
    }

    /// The documented sample of `ONAPPPAYMENT` alone has no application token.
    fn event_auth(&self, event: &PortalEvent, app: usize, user_id: u32) -> Value {
        let mut auth = Value::Map(Vec::new());
        let (scope, status, application_token) = {
            let apps = self.apps();
            let app = &apps[app];
            (app.scope_text(), app.registration.status.to_string(), app.application_token.clone())
        };
        if event.tokens && user_id != 0 {
            let pair = self.issue(Grant { app, user_id });
            auth.set("access_token", pair.access.into());
            auth.set("expires", Value::text(pair.expires_at / 1000));
            auth.set("expires_in", Value::word("3600"));
            auth.set("scope", scope.into());
            auth.set("user_id", Value::text(user_id));
            auth.set("status", status.into());
            auth.set("refresh_token", pair.refresh.into());
        }
        auth.set("domain", self.domain().into());
        auth.set("server_endpoint", self.server_endpoint().into());
        auth.set("client_endpoint", self.client_endpoint().into());
        auth.set("member_id", self.member_id().into());
        if event.name != "ONAPPPAYMENT" {
            auth.set("application_token", application_token.into());
        }
        auth
    }
}
