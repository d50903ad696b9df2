//! The OAuth servers we are willing to talk to. A posted address only chooses among them.

use url::Url;

use crate::endpoint::is_loopback;

/// The servers of the platform, the first being the documented default.
const PLATFORM: [&str; 2] = ["https://oauth.bitrix.info/", "https://oauth.bitrix24.tech/"];

/// An allow-list of OAuth origins; the first one is the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OauthOrigins {
    origins: Vec<Url>,
}

/// A posted OAuth address, or a configured one, is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the OAuth server {0:?} is not one of ours")]
pub struct ForeignOauthHost(
    /// The address, shortened.
    pub String,
);

impl OauthOrigins {
    /// Only the given servers, the first being the default: `https://host`, or http to this machine.
    ///
    /// # Errors
    /// For an empty list and for an address that is neither https nor loopback.
    pub fn only(origins: &[&str]) -> Result<Self, ForeignOauthHost> {
        let origins: Vec<Url> = origins.iter().map(|text| own_origin(text)).collect::<Result<_, _>>()?;
        if origins.is_empty() { Err(ForeignOauthHost(String::new())) } else { Ok(Self { origins }) }
    }

    /// The same list with one more server, such as `http://127.0.0.1:8023` of a local portal.
    ///
    /// # Errors
    /// For an address that is neither https nor loopback.
    pub fn with(mut self, origin: &str) -> Result<Self, ForeignOauthHost> {
        let origin = own_origin(origin)?;
        if !self.origins.contains(&origin) {
            self.origins.push(origin);
        }
        Ok(self)
    }

    /// The server for a posted `SERVER_ENDPOINT`: the default when none was posted, ours with exactly the
    /// same origin when there is one. The address returned is always our own text, never the posted one.
    ///
    /// # Errors
    /// For everything else, an empty text included.
    pub fn resolve(&self, posted_server_endpoint: Option<&str>) -> Result<&Url, ForeignOauthHost> {
        let Some(posted) = posted_server_endpoint else {
            return Ok(self.default_origin());
        };
        let foreign = || ForeignOauthHost(posted.chars().take(200).collect());
        let posted = Url::parse(posted.trim()).map_err(|_| foreign())?.origin();
        self.origins.iter().find(|ours| ours.origin() == posted && posted.is_tuple()).ok_or_else(foreign)
    }

    /// The server to use when nothing was posted.
    #[must_use]
    pub fn default_origin(&self) -> &Url {
        &self.origins[0]
    }

    /// All servers allowed.
    pub fn iter(&self) -> impl Iterator<Item = &Url> {
        self.origins.iter()
    }
}

impl Default for OauthOrigins {
    fn default() -> Self {
        let parse = |text: &str| Url::parse(text).expect("a constant address");
        Self { origins: PLATFORM.iter().map(|text| parse(text)).collect() }
    }
}

fn own_origin(text: &str) -> Result<Url, ForeignOauthHost> {
    let refused = || ForeignOauthHost(text.chars().take(200).collect());
    let url = Url::parse(text.trim()).map_err(|_| refused())?;
    let secure = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    if !secure || !url.username().is_empty() || url.password().is_some() {
        return Err(refused());
    }
    Url::parse(&url.origin().ascii_serialization()).map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(None, "https://oauth.bitrix.info/")]
    #[case(Some("https://oauth.bitrix.info/rest/"), "https://oauth.bitrix.info/")]
    #[case(Some("https://oauth.bitrix24.tech/rest/"), "https://oauth.bitrix24.tech/")]
    #[case(Some("https://OAUTH.bitrix24.tech:443"), "https://oauth.bitrix24.tech/")]
    #[case(Some("http://127.0.0.1:8023/rest/"), "http://127.0.0.1:8023/")]
    fn a_posted_address_chooses_among_ours(#[case] posted: Option<&str>, #[case] expected: &str) {
        let origins = OauthOrigins::default().with("http://127.0.0.1:8023").unwrap();
        assert_eq!(origins.resolve(posted).unwrap().as_str(), expected);
    }

    #[rstest]
    #[case("")]
    #[case("https://evil.example/rest/")]
    #[case("http://oauth.bitrix.info/rest/")]
    #[case("https://oauth.bitrix.info:8443/rest/")]
    #[case("https://oauth.bitrix.info.evil.example/rest/")]
    #[case("https://oauth.bitrix.info@evil.example/rest/")]
    #[case("http://127.0.0.1:8023/rest/")]
    #[case("data:text/plain,oauth.bitrix.info")]
    #[case("oauth.bitrix.info")]
    fn anything_else_is_refused(#[case] posted: &str) {
        assert_eq!(OauthOrigins::default().resolve(Some(posted)), Err(ForeignOauthHost(posted.to_owned())));
    }

    #[test]
    fn only_secure_servers_can_be_configured() {
        assert_eq!(
            OauthOrigins::only(&["http://127.0.0.1:8023/x"]).unwrap().default_origin().as_str(),
            "http://127.0.0.1:8023/"
        );
        assert!(OauthOrigins::only(&[]).is_err());
        assert!(OauthOrigins::default().with("http://oauth.example").is_err());
        assert!(OauthOrigins::default().with("https://user@oauth.example").is_err());
    }
}
