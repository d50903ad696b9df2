//! The address of a portal's REST, checked once so that nothing else has to wonder where a token goes.

use std::fmt;

use url::{Host, Url};

/// A portal's REST address, such as `https://example.bitrix24.com/rest/`.
///
/// Always https, or http to this very machine; never with credentials in it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    url: Url,
}

/// Why a text is not a portal's REST address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// It is not an absolute address with a host.
    #[error("not an absolute address")]
    Malformed,
    /// It is neither https nor http to the loopback interface.
    #[error("neither https nor loopback")]
    NotSecure,
    /// It holds a user name, a password, a query or a fragment.
    #[error("holds credentials, a query or a fragment")]
    Decorated,
    /// Its path does not end with `/rest/`.
    #[error("the path does not end with /rest/")]
    NotRest,
    /// A redirect points from a named host to a bare address or to this machine.
    #[error("a redirect into another network")]
    ForeignNetwork,
}

impl Endpoint {
    /// Reads a `client_endpoint`; a missing last slash is forgiven.
    ///
    /// # Errors
    /// When the address is not one a token may be sent to.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let mut url = Url::parse(text.trim()).map_err(|_| EndpointError::Malformed)?;
        check_transport(&url)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(EndpointError::Decorated);
        }
        let path = url.path().trim_end_matches('/');
        if !path.ends_with("/rest") {
            return Err(EndpointError::NotRest);
        }
        let path = format!("{path}/");
        url.set_path(&path);
        Ok(Self { url })
    }

    /// The address of a portal by its host (with an optional port), as posted in `DOMAIN` and `PROTOCOL`.
    ///
    /// # Errors
    /// When the host is not a host, or http is asked for another machine.
    pub fn of_host(host: &str, https: bool) -> Result<Self, EndpointError> {
        if host.is_empty() || host.contains(['/', '\\', '@', '?', '#']) {
            return Err(EndpointError::Malformed);
        }
        Self::parse(&format!("{}://{host}/rest/", if https { "https" } else { "http" }))
    }

    /// The address as text, with the last slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Host, and port when it is not the scheme's own: what the platform calls `DOMAIN`.
    #[must_use]
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// The portal's origin, `https://example.bitrix24.com`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// Whether it is on this very machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// The address of a method, `None` when the name holds anything but letters, digits, `.`, `_` and `-`.
    pub(crate) fn method_url(&self, method: &str) -> Option<Url> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if method.is_empty() || method.starts_with('.') || !method.bytes().all(allowed) {
            return None;
        }
        self.url.join(&format!("{method}.json")).ok()
    }

    /// Where a renamed portal lives now, by the `Location` of its 302 answer.
    ///
    /// # Errors
    /// When the target is not https under `/rest/`, or leads from a named host to a bare address or to
    /// this machine.
    pub fn relocated(&self, location: &str) -> Result<Self, EndpointError> {
        let target = self.url.join(location).map_err(|_| EndpointError::Malformed)?;
        check_transport(&target)?;
        if is_bare_or_local(&target) && !is_bare_or_local(&self.url) {
            return Err(EndpointError::ForeignNetwork);
        }
        if !target.path().starts_with("/rest/") {
            return Err(EndpointError::NotRest);
        }
        let mut url = target;
        url.set_path("/rest/");
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self { url })
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Endpoint({})", self.url)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.url.as_str())
    }
}

fn check_transport(url: &Url) -> Result<(), EndpointError> {
    if url.host().is_none() {
        return Err(EndpointError::Malformed);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EndpointError::Decorated);
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        _ => Err(EndpointError::NotSecure),
    }
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn is_bare_or_local(url: &Url) -> bool {
    is_loopback(url) || !matches!(url.host(), Some(Host::Domain(_)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://example.bitrix24.com/rest/", "https://example.bitrix24.com/rest/")]
    #[case("https://example.bitrix24.com/rest", "https://example.bitrix24.com/rest/")]
    #[case("https://example.bitrix24.com/rest//", "https://example.bitrix24.com/rest/")]
    #[case("http://127.0.0.1:8024/rest/", "http://127.0.0.1:8024/rest/")]
    #[case("http://portal.localhost:8024/rest/", "http://portal.localhost:8024/rest/")]
    fn an_address_is_kept_with_its_last_slash(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(Endpoint::parse(text).unwrap().as_str(), expected);
    }

    #[rstest]
    #[case("http://example.bitrix24.com/rest/", EndpointError::NotSecure)]
    #[case("ftp://example.bitrix24.com/rest/", EndpointError::NotSecure)]
    #[case("https://user@example.bitrix24.com/rest/", EndpointError::Decorated)]
    #[case("https://example.bitrix24.com/rest/?a=1", EndpointError::Decorated)]
    #[case("https://example.bitrix24.com/", EndpointError::NotRest)]
    #[case("example.bitrix24.com", EndpointError::Malformed)]
    fn a_token_is_not_sent_just_anywhere(#[case] text: &str, #[case] expected: EndpointError) {
        assert_eq!(Endpoint::parse(text), Err(expected));
    }

    #[test]
    fn a_posted_host_may_hold_a_port_but_no_path() {
        assert_eq!(Endpoint::of_host("127.0.0.1:8024", false).unwrap().host(), "127.0.0.1:8024");
        assert_eq!(Endpoint::of_host("example.bitrix24.ru", true).unwrap().origin(), "https://example.bitrix24.ru");
        assert_eq!(Endpoint::of_host("evil.example/x?", true), Err(EndpointError::Malformed));
        assert_eq!(Endpoint::of_host("", true), Err(EndpointError::Malformed));
        assert_eq!(Endpoint::of_host("example.bitrix24.ru", false), Err(EndpointError::NotSecure));
    }

    #[test]
    fn a_method_name_cannot_leave_the_rest_path() {
        let endpoint = Endpoint::parse("https://example.bitrix24.com/rest/").unwrap();
        let url = endpoint.method_url("crm.deal.list").unwrap();
        assert_eq!(url.as_str(), "https://example.bitrix24.com/rest/crm.deal.list.json");
        for hostile in ["", "../x", "a/b", "a?b", "//evil.example/x", "https://evil.example"] {
            assert_eq!(endpoint.method_url(hostile), None, "{hostile}");
        }
    }

    #[rstest]
    #[case("https://new.bitrix24.com/rest/crm.deal.list.json", Ok("https://new.bitrix24.com/rest/"))]
    #[case("https://new.bitrix24.com:8443/rest/x?y=1#z", Ok("https://new.bitrix24.com:8443/rest/"))]
    #[case("http://new.bitrix24.com/rest/x", Err(EndpointError::NotSecure))]
    #[case("https://new.bitrix24.com/login/", Err(EndpointError::NotRest))]
    #[case("https://10.0.0.1/rest/x", Err(EndpointError::ForeignNetwork))]
    #[case("http://127.0.0.1/rest/x", Err(EndpointError::ForeignNetwork))]
    #[case("https://localhost/rest/x", Err(EndpointError::ForeignNetwork))]
    fn a_renamed_portal_is_followed_within_reason(
        #[case] location: &str,
        #[case] expected: Result<&str, EndpointError>,
    ) {
        let old = Endpoint::parse("https://old.bitrix24.com/rest/").unwrap();
        assert_eq!(old.relocated(location).as_ref().map(Endpoint::as_str).map_err(|error| *error), expected);
    }

    #[test]
    fn a_local_portal_may_move_to_another_local_port() {
        let old = Endpoint::parse("http://127.0.0.1:8024/rest/").unwrap();
        assert_eq!(old.relocated("http://127.0.0.1:9000/rest/x").unwrap().as_str(), "http://127.0.0.1:9000/rest/");
    }
}
