//! The page the portal opens: the built `index.html` with the launch data, a nonce for its scripts and the headers
//! that let exactly the opening portal frame it.

use crate::seal::Sealer;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;
use serde_json::Value;
use std::path::Path;

/// What the page tells the client.
#[derive(Clone, Debug, Serialize)]
pub struct Launch {
    /// Sealed one-time code; absent when the page was not opened by the portal's form.
    pub code: Option<String>,
    /// Language of the portal's interface.
    pub lang: String,
    /// Placement that was opened.
    pub placement: String,
    /// Options of the placement; always an object.
    pub options: Value,
    /// Whether this is the installer.
    pub installer: bool,
    /// Host of the portal with its port.
    pub domain: String,
    /// `1` for https.
    pub protocol: String,
    /// The frame's id.
    pub sid: String,
}

/// The built page, read once.
#[derive(Clone, Debug)]
pub struct PageTemplate(String);

impl PageTemplate {
    /// Reads `index.html` from the folder of assets; without it the server still answers, with words.
    #[must_use]
    pub fn read(assets: &Path) -> Self {
        let file = assets.join("index.html");
        Self(std::fs::read_to_string(&file).unwrap_or_else(|error| {
            tracing::warn!(file = %file.display(), %error, "the browser client is not built");
            "<!doctype html><html><head><title>Svodka</title><!--launch--></head><body>The browser client is not built.</body></html>"
                .to_owned()
        }))
    }

    /// The page for this opening.
    #[must_use]
    pub fn render(&self, launch: &Launch, portal_origin: Option<&str>) -> Response {
        let nonce = Sealer::random_text();
        let data = serde_json::to_string(launch).expect("strings and JSON values serialise").replace('<', "\\u003c");
        let body = self
            .0
            .replace("<script", &format!("<script nonce=\"{nonce}\""))
            .replace("<!--launch-->", &format!("<script type=\"application/json\" id=\"launch\">{data}</script>"));
        let policy = format!(
            "default-src 'self'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval' 'strict-dynamic'; style-src 'self' 'unsafe-inline'; \
             img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'self'{}",
            portal_origin.map(|origin| format!(" {origin}")).unwrap_or_default()
        );
        let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

/// The origin of a portal from its posted host and protocol; `None` when the host is not a plain host with an optional
/// port. The value goes into a header, so nothing else may pass.
#[must_use]
pub fn portal_origin(domain: &str, protocol: &str) -> Option<String> {
    let (host, port) = domain.split_once(':').map_or((domain, None), |(host, port)| (host, Some(port)));
    let plain = |text: &str| {
        !text.is_empty()
            && text.len() <= 253
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
    };
    let port_ok = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port != 0));
    if !plain(host) || !port_ok {
        return None;
    }
    let scheme = if protocol == "0" { "http" } else { "https" };
    Some(format!("{scheme}://{}", domain.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("firm.bitrix24.ru", "1", Some("https://firm.bitrix24.ru"))]
    #[case("127.0.0.1:8024", "0", Some("http://127.0.0.1:8024"))]
    #[case("FIRM.bitrix24.ru", "", Some("https://firm.bitrix24.ru"))]
    #[case("firm.ru; script-src *", "1", None)]
    #[case("firm.ru\r\nX: y", "1", None)]
    #[case("user@firm.ru", "1", None)]
    #[case("", "1", None)]
    #[case("firm.ru:99999", "1", None)]
    fn only_plain_hosts_reach_the_header(#[case] domain: &str, #[case] protocol: &str, #[case] origin: Option<&str>) {
        assert_eq!(portal_origin(domain, protocol).as_deref(), origin);
    }

    #[test]
    fn launch_data_cannot_close_its_script() {
        let template = PageTemplate("<head><!--launch--></head>".to_owned());
        let launch = Launch {
            code: None,
            lang: "</script><script>alert(1)</script>".to_owned(),
            placement: "DEFAULT".to_owned(),
            options: Value::Null,
            installer: false,
            domain: String::new(),
            protocol: String::new(),
            sid: String::new(),
        };
        let response = template.render(&launch, None);
        assert!(
            response.headers()[header::CONTENT_SECURITY_POLICY]
                .to_str()
                .expect("ascii")
                .ends_with("frame-ancestors 'self'")
        );
        let data = serde_json::to_string(&launch).expect("serialises").replace('<', "\\u003c");
        assert!(!data.contains("</script"));
    }
}
