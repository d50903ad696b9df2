//! An event as the portal delivers it: once, unordered, and never again if nobody listens.

use secrecy::SecretString;
use serde_json::Value;

use super::launch::is_member_id;
use super::{FormError, parse_nested};
use crate::lenient;
use crate::oauth::scopes;

/// An event. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct Event {
    /// Upper-case name, `ONCRMDEALADD`.
    pub name: String,
    /// Id of the binding, when the portal tells.
    pub handler_id: Option<i64>,
    /// What happened; null when the event has no data. All scalars are text.
    pub data: Value,
    /// When, Unix seconds by the portal's clock.
    pub ts: Option<i64>,
    /// Who speaks.
    pub auth: EventAuth,
}

/// The `auth` of an event. Events of robots and of uninstalling bring no tokens.
#[derive(Debug, Clone)]
pub struct EventAuth {
    /// The portal's stable key; untrusted until the application token was compared.
    pub member_id: String,
    /// What proves that the event is genuine. To be compared in constant time.
    pub application_token: Option<SecretString>,
    /// Token of the user who caused the event.
    pub access_token: Option<SecretString>,
    /// Refresh token, with installations and offline events.
    pub refresh_token: Option<SecretString>,
    /// Seconds the access token lives.
    pub expires_in: Option<u64>,
    /// Host of the portal.
    pub domain: Option<String>,
    /// REST address of the portal, as claimed.
    pub client_endpoint: Option<String>,
    /// OAuth server, as claimed. Only for [`OauthOrigins::resolve`](crate::OauthOrigins::resolve).
    pub server_endpoint: Option<String>,
    /// `F`, `D`, `T`, `P`, `S` or `L`.
    pub status: Option<String>,
    /// Scopes.
    pub scope: Vec<String>,
}

impl Event {
    /// Reads the body of an event.
    ///
    /// # Errors
    /// Names the missing or senseless field.
    pub fn parse(body: &str) -> Result<Self, FormError> {
        let mut form = parse_nested(body)?;
        let name = text(&form, "event").ok_or(FormError::Missing("event"))?.to_ascii_uppercase();
        let auth = EventAuth::read(form.get("auth").unwrap_or(&Value::Null))?;
        let (handler_id, ts) = (number(&form, "event_handler_id"), number(&form, "ts"));
        let data = match form.get_mut("data").map(Value::take) {
            None => Value::Null,
            Some(Value::String(empty)) if empty.is_empty() => Value::Null,
            Some(data) => data,
        };
        Ok(Self { name, handler_id, data, ts, auth })
    }

    /// Whether this is the event of that name, in any case: documentation mixes them.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The record concerned, when the event tells one: `FIELDS[ID]`, or `FIELDS_AFTER[ID]` and
    /// `FIELDS_BEFORE[ID]` of tasks.
    #[must_use]
    pub fn record_id(&self) -> Option<i64> {
        let of = |fields: &str| self.data.get(fields)?.get("ID").and_then(lenient::i64_of);
        of("FIELDS").or_else(|| of("FIELDS_AFTER")).or_else(|| of("FIELDS_BEFORE"))
    }
}

impl EventAuth {
    fn read(auth: &Value) -> Result<Self, FormError> {
        let member_id = text(auth, "member_id").ok_or(FormError::Missing("auth[member_id]"))?;
        if !is_member_id(&member_id) {
            return Err(FormError::Invalid("auth[member_id]"));
        }
        let secret = |key: &str| text(auth, key).map(SecretString::from);
        Ok(Self {
            member_id,
            application_token: secret("application_token"),
            access_token: secret("access_token"),
            refresh_token: secret("refresh_token"),
            expires_in: number(auth, "expires_in").and_then(|seconds| u64::try_from(seconds).ok()),
            domain: text(auth, "domain"),
            client_endpoint: text(auth, "client_endpoint"),
            server_endpoint: text(auth, "server_endpoint"),
            status: text(auth, "status"),
            scope: scopes(&text(auth, "scope").unwrap_or_default()),
        })
    }
}

fn text(owner: &Value, key: &str) -> Option<String> {
    owner.get(key).and_then(lenient::text_of).filter(|text| !text.is_empty())
}

fn number(owner: &Value, key: &str) -> Option<i64> {
    owner.get(key).and_then(lenient::i64_of)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use serde_json::json;

    use super::*;

    const INSTALL: &str = "event=OnAppInstall&data[VERSION]=1&data[ACTIVE]=Y&data[INSTALLED]=Y&data[LANGUAGE_ID]=de&ts=1696527000\
        &auth[access_token]=s6p6aa&auth[expires_in]=3600&auth[scope]=imbot%20crm&auth[domain]=some.bitrix24.com\
        &auth[server_endpoint]=https://oauth.bitrix.info/rest/&auth[status]=F&auth[client_endpoint]=https://some.bitrix24.com/rest/\
        &auth[member_id]=a223c6b3&auth[refresh_token]=4s386bb&auth[application_token]=51856fcc";

    #[test]
    fn an_installation_is_read() {
        let event = Event::parse(INSTALL).unwrap();
        assert_eq!(event.name, "ONAPPINSTALL");
        assert!(event.is("onAppInstall") && !event.is("ONAPPUPDATE"));
        assert_eq!(event.data, json!({"VERSION": "1", "ACTIVE": "Y", "INSTALLED": "Y", "LANGUAGE_ID": "de"}));
        assert_eq!(event.ts, Some(1_696_527_000));
        assert_eq!(event.auth.scope, ["imbot", "crm"]);
        assert_eq!(event.auth.expires_in, Some(3600));
        assert_eq!(event.auth.application_token.as_ref().unwrap().expose_secret(), "51856fcc");
        assert_eq!(event.auth.client_endpoint.as_deref(), Some("https://some.bitrix24.com/rest/"));
        let shown = format!("{event:?}");
        assert!(!shown.contains("s6p6aa") && !shown.contains("4s386bb") && !shown.contains("51856fcc"));
    }

    #[test]
    fn a_changed_record_names_its_id() {
        let deal = "event=ONCRMDEALADD&event_handler_id=185&data[FIELDS][ID]=6641&ts=1735374081&auth[member_id]=a2";
        let event = Event::parse(deal).unwrap();
        assert_eq!((event.record_id(), event.handler_id), (Some(6641), Some(185)));
        let task = "event=ONTASKUPDATE&data[FIELDS_BEFORE][ID]=7&data[FIELDS_AFTER][ID]=7&auth[member_id]=a2";
        assert_eq!(Event::parse(task).unwrap().record_id(), Some(7));
    }

    #[test]
    fn an_event_may_come_without_tokens_and_data() {
        let event = Event::parse("event=ONOFFLINEEVENT&data=&auth[member_id]=a2").unwrap();
        assert_eq!(event.data, Value::Null);
        assert!(event.auth.access_token.is_none() && event.auth.application_token.is_none());
    }

    #[test]
    fn the_error_names_the_field() {
        assert_eq!(Event::parse("auth[member_id]=a").unwrap_err(), FormError::Missing("event"));
        assert_eq!(Event::parse("event=X").unwrap_err(), FormError::Missing("auth[member_id]"));
        assert_eq!(Event::parse("event=X&auth=1").unwrap_err(), FormError::Missing("auth[member_id]"));
        assert_eq!(Event::parse("event=X&auth[member_id]=..").unwrap_err(), FormError::Invalid("auth[member_id]"));
    }
}
