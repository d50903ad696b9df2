//! The POST by which the portal opens a page of the app in its frame.

use secrecy::SecretString;
use serde_json::Value;

use super::{FormError, parse_nested};
use crate::endpoint::Endpoint;
use crate::lenient;
use crate::oauth::scopes;

/// A launch: who opens what, as claimed by the browser. `Debug` shows no secret.
///
/// On-premise installations leave out some fields, so those are optional.
#[derive(Debug, Clone)]
pub struct LaunchPost {
    /// Host of the portal, with a port if unusual. Untrusted.
    pub domain: String,
    /// Whether the portal is served by https.
    pub https: bool,
    /// The portal's language, such as `ru`.
    pub lang: Option<String>,
    /// Key of this rendering of the page; belongs to the frame's messages.
    pub app_sid: Option<String>,
    /// Access token of the user who opens the page.
    pub auth_id: SecretString,
    /// Seconds the token lives.
    pub auth_expires: Option<u64>,
    /// Refresh token of the same user.
    pub refresh_id: Option<SecretString>,
    /// OAuth server as posted. Only for [`OauthOrigins::resolve`](crate::OauthOrigins::resolve).
    pub server_endpoint: Option<String>,
    /// Token by which events of this installation are recognised.
    pub application_token: Option<SecretString>,
    /// Scopes.
    pub application_scope: Vec<String>,
    /// The portal's stable key. Untrusted until the OAuth server has confirmed it.
    pub member_id: String,
    /// `F`, `D`, `T`, `P`, `S` or `L`.
    pub status: Option<String>,
    /// Where the page is shown; `DEFAULT` for the app's own page.
    pub placement: String,
    /// What the place tells about itself, such as `{"ID": "8061"}`; an empty object when it tells nothing.
    pub placement_options: Value,
}

impl LaunchPost {
    /// Reads the query and the body of the POST.
    ///
    /// # Errors
    /// Names the missing or senseless field.
    pub fn parse(query: &str, body: &str) -> Result<Self, FormError> {
        let (query, body) = (parse_nested(query)?, parse_nested(body)?);
        let field = |name: &str| {
            let found = query.get(name).or_else(|| body.get(name));
            found.and_then(lenient::text_of).filter(|text| !text.is_empty())
        };
        let posted = |name: &str| body.get(name).and_then(lenient::text_of).filter(|text| !text.is_empty());
        let https = field("PROTOCOL").is_none_or(|protocol| protocol != "0");
        let domain = field("DOMAIN").ok_or(FormError::Missing("DOMAIN"))?;
        Endpoint::of_host(&domain, https).map_err(|_| FormError::Invalid("DOMAIN"))?;
        let member_id = posted("member_id").ok_or(FormError::Missing("member_id"))?;
        if !is_member_id(&member_id) {
            return Err(FormError::Invalid("member_id"));
        }
        Ok(Self {
            domain,
            https,
            lang: field("LANG"),
            app_sid: field("APP_SID"),
            auth_id: posted("AUTH_ID").ok_or(FormError::Missing("AUTH_ID"))?.into(),
            auth_expires: posted("AUTH_EXPIRES").and_then(|text| text.parse().ok()),
            refresh_id: posted("REFRESH_ID").map(SecretString::from),
            server_endpoint: posted("SERVER_ENDPOINT"),
            application_token: posted("APPLICATION_TOKEN").map(SecretString::from),
            application_scope: scopes(&posted("APPLICATION_SCOPE").unwrap_or_default()),
            member_id,
            status: posted("status"),
            placement: posted("PLACEMENT").unwrap_or_else(|| "DEFAULT".to_owned()),
            placement_options: options(posted("PLACEMENT_OPTIONS").as_deref())?,
        })
    }

    /// The portal's address as claimed. Compare with [`AppInfo::client_endpoint`](crate::AppInfo) before use.
    ///
    /// # Errors
    /// When the claimed host is no host; [`LaunchPost::parse`] has checked that it is one.
    pub fn claimed_endpoint(&self) -> Result<Endpoint, FormError> {
        Endpoint::of_host(&self.domain, self.https).map_err(|_| FormError::Invalid("DOMAIN"))
    }
}

/// The options are JSON in a text; an empty PHP map is `[]`.
fn options(text: Option<&str>) -> Result<Value, FormError> {
    let empty = || Value::Object(serde_json::Map::new());
    match text.map(serde_json::from_str::<Value>) {
        None => Ok(empty()),
        Some(Ok(Value::Object(map))) => Ok(Value::Object(map)),
        Some(Ok(Value::Array(list))) if list.is_empty() => Ok(empty()),
        Some(Ok(Value::Null)) => Ok(empty()),
        Some(_) => Err(FormError::Invalid("PLACEMENT_OPTIONS")),
    }
}

pub(super) fn is_member_id(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use secrecy::ExposeSecret;
    use serde_json::json;

    use super::*;

    const QUERY: &str = "DOMAIN=example.bitrix24.com&PROTOCOL=1&LANG=en&APP_SID=0123456789abcdef0123456789abcdef";
    const BODY: &str = "AUTH_ID=9d4c7166aa&AUTH_EXPIRES=3600&REFRESH_ID=8c3b9966bb&SERVER_ENDPOINT=https%3A%2F%2Foauth.bitrix.info%2Frest%2F\
        &APPLICATION_TOKEN=ec1b2074cc&APPLICATION_SCOPE=crm%2Cplacement&member_id=d897063e1ce7c5eb9f04b9751eef5915&status=L\
        &PLACEMENT=CRM_DEAL_DETAIL_TAB&PLACEMENT_OPTIONS=%7B%22ID%22%3A%228061%22%7D";

    #[test]
    fn a_full_launch_is_read() {
        let launch = LaunchPost::parse(QUERY, BODY).unwrap();
        assert_eq!(
            (launch.domain.as_str(), launch.https, launch.lang.as_deref()),
            ("example.bitrix24.com", true, Some("en"))
        );
        assert_eq!(launch.auth_id.expose_secret(), "9d4c7166aa");
        assert_eq!(launch.refresh_id.as_ref().unwrap().expose_secret(), "8c3b9966bb");
        assert_eq!(launch.application_token.as_ref().unwrap().expose_secret(), "ec1b2074cc");
        assert_eq!(launch.auth_expires, Some(3600));
        assert_eq!(launch.application_scope, ["crm", "placement"]);
        assert_eq!(launch.placement, "CRM_DEAL_DETAIL_TAB");
        assert_eq!(launch.placement_options, json!({"ID": "8061"}));
        assert_eq!(launch.claimed_endpoint().unwrap().as_str(), "https://example.bitrix24.com/rest/");
    }

    #[test]
    fn an_old_installation_posts_less() {
        let body = "AUTH_ID=a&AUTH_EXPIRES=3600&REFRESH_ID=b&member_id=d897&status=F&PLACEMENT=DEFAULT&PLACEMENT_OPTIONS=%5B%5D";
        let launch = LaunchPost::parse("DOMAIN=127.0.0.1%3A8024&PROTOCOL=0&LANG=ru&APP_SID=x", body).unwrap();
        assert_eq!((launch.domain.as_str(), launch.https), ("127.0.0.1:8024", false));
        assert!(launch.server_endpoint.is_none() && launch.application_token.is_none());
        assert_eq!((launch.placement.as_str(), launch.placement_options), ("DEFAULT", json!({})));
    }

    #[rstest]
    #[case("", "AUTH_ID=a&member_id=m", FormError::Missing("DOMAIN"))]
    #[case("DOMAIN=d.example", "member_id=m", FormError::Missing("AUTH_ID"))]
    #[case("DOMAIN=d.example", "AUTH_ID=a", FormError::Missing("member_id"))]
    #[case("DOMAIN=d.example", "AUTH_ID=a&member_id=", FormError::Missing("member_id"))]
    #[case("DOMAIN=d.example", "AUTH_ID=a&member_id=a%2Fb", FormError::Invalid("member_id"))]
    #[case("DOMAIN=d.example%2Fx", "AUTH_ID=a&member_id=m", FormError::Invalid("DOMAIN"))]
    #[case("DOMAIN=d.example&PROTOCOL=0", "AUTH_ID=a&member_id=m", FormError::Invalid("DOMAIN"))]
    #[case("DOMAIN=d.example", "AUTH_ID=a&member_id=m&PLACEMENT_OPTIONS=x", FormError::Invalid("PLACEMENT_OPTIONS"))]
    fn the_error_names_the_field(#[case] query: &str, #[case] body: &str, #[case] expected: FormError) {
        assert_eq!(LaunchPost::parse(query, body).unwrap_err(), expected);
    }

    #[test]
    fn secrets_do_not_show() {
        let shown = format!("{:?}", LaunchPost::parse(QUERY, BODY).unwrap());
        for secret in ["9d4c7166aa", "8c3b9966bb", "ec1b2074cc"] {
            assert!(!shown.contains(secret));
        }
    }
}
