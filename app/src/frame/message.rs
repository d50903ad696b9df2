//! The text protocol between the app and the portal's page around it, as documented: `command:params:callback:sid`
//! outwards, `callback:json` back.

use form_urlencoded::parse;

/// Who is on the other side and which opening of the app this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Host of the portal, with its port if it is not the usual one.
    pub(crate) domain: String,
    /// Whether the portal is served over TLS.
    pub(crate) secure: bool,
    /// Id of this opening.
    pub(crate) sid: String,
}

impl Identity {
    /// From its parts; `None` when the portal or the opening is not named.
    pub(crate) fn new(domain: &str, secure: bool, sid: &str) -> Option<Self> {
        let usual_port = if secure { ":443" } else { ":80" };
        let domain = domain.strip_suffix(usual_port).unwrap_or(domain);
        let named = !domain.is_empty() && !sid.is_empty() && !domain.contains(['/', '@', '?', '#', '\\']);
        named.then(|| Self { domain: domain.to_owned(), secure, sid: sid.to_owned() })
    }

    /// From the frame's name: `domain|protocol|sid`.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let mut parts = name.split('|');
        let (domain, protocol, sid) = (parts.next()?, parts.next()?, parts.next()?);
        Self::new(domain, protocol == "1", sid)
    }

    /// From the address: the name is lost when a browser isolates the frame.
    pub(crate) fn of_address(search: &str) -> Option<Self> {
        let (mut domain, mut protocol, mut sid) = (String::new(), String::from("1"), String::new());
        for (key, value) in parse(search.trim_start_matches('?').as_bytes()) {
            match key.as_ref() {
                "DOMAIN" => domain = value.into_owned(),
                "PROTOCOL" => protocol = value.into_owned(),
                "APP_SID" => sid = value.into_owned(),
                _ => {}
            }
        }
        Self::new(&domain, protocol != "0", &sid)
    }

    /// The only origin messages are sent to and believed from.
    pub(crate) fn origin(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.domain)
    }
}

/// The text of a command. `params` is JSON and left out when there is none; neither `callback` nor `sid` may hold `:`.
pub(crate) fn encode(command: &str, params: Option<&str>, callback: &str, sid: &str) -> String {
    match params {
        Some(params) => format!("{command}:{params}:{callback}:{sid}"),
        None => format!("{command}:{callback}:{sid}"),
    }
}

/// The callback an answer is for, and its JSON (empty when the portal answered with nothing).
pub(crate) fn decode(text: &str) -> Option<(&str, &str)> {
    text.split_once(':').filter(|(callback, _)| !callback.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_name_tells_the_portal() {
        let identity = Identity::of_name("north.example:8024|0|sid1").expect("a full name");
        assert_eq!(identity.origin(), "http://north.example:8024");
        assert_eq!(identity.sid, "sid1");
    }

    #[test]
    fn usual_ports_are_not_part_of_an_origin() {
        let origin = |name: &str| Identity::of_name(name).map(|identity| identity.origin());
        assert_eq!(origin("a.example:443|1|s"), Some("https://a.example".to_owned()));
        assert_eq!(origin("a.example:80|0|s"), Some("http://a.example".to_owned()));
        assert_eq!(origin("a.example:80|1|s"), Some("https://a.example:80".to_owned()));
    }

    #[test]
    fn an_incomplete_or_crooked_name_is_no_portal() {
        for name in ["", "a.example", "a.example|1", "a.example|1|", "|1|s", "evil.example/a|1|s", "u@evil.example|1|s"]
        {
            assert_eq!(Identity::of_name(name), None, "{name}");
        }
    }

    #[test]
    fn the_address_serves_when_the_name_is_lost() {
        assert_eq!(
            Identity::of_address("?DOMAIN=a.example%3A8024&PROTOCOL=0&LANG=ru&APP_SID=s9"),
            Identity::new("a.example:8024", false, "s9")
        );
        assert_eq!(Identity::of_address("?LANG=ru"), None);
    }

    #[test]
    fn commands_leave_out_missing_parameters() {
        assert_eq!(encode("getInitData", None, "cb1", "s"), "getInitData:cb1:s");
        assert_eq!(
            encode("openPath", Some(r#"{"path":"/crm/company/details/5/"}"#), "cb2", "s"),
            r#"openPath:{"path":"/crm/company/details/5/"}:cb2:s"#
        );
    }

    #[test]
    fn an_answer_splits_at_its_first_colon() {
        assert_eq!(decode(r#"cb1:{"a":1}"#), Some(("cb1", r#"{"a":1}"#)));
        assert_eq!(decode("cb1:"), Some(("cb1", "")));
        assert_eq!(decode("no answer"), None);
        assert_eq!(decode(":{}"), None);
    }
}
