//! The OAuth server: exchanging codes, renewing tokens, and asking whose token this is.
//!
//! Built on the `oauth2` crate, which needs help in four places: a token reply here has no `token_type`,
//! the server wants GET with a query where the crate posts a form, scopes are separated by commas or by
//! spaces, and an unknown client id is reported with status 200.

mod identity;
mod origins;
mod tokens;

use std::sync::Arc;

use oauth2::basic::BasicTokenType;
use oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, EmptyExtraTokenFields, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, RefreshToken, RequestTokenError, StandardRevocableToken,
    StandardTokenIntrospectionResponse, TokenUrl,
};
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use url::Url;

pub use identity::AppInfo;
pub use origins::{ForeignOauthHost, OauthOrigins};
pub use tokens::Tokens;
pub(crate) use tokens::scopes;
use tokens::{Refusal, TokenReply};

use crate::answer::Answer;
use crate::clock::BoxFuture;
use crate::connector::{Connector, RawAnswer, TransportFailure};
use crate::error::{ApiError, Error, ErrorKind, Reaction};
use crate::journal::{RequestEntry, masked, scrubbed};

/// The name under which token requests appear in errors and in the request log.
const TOKEN_METHOD: &str = "oauth/token";
/// The same for the question whose token this is.
const APP_INFO_METHOD: &str = "oauth/app.info";

/// The app as it is registered: its keys and the OAuth servers it may talk to.
#[derive(Debug, Clone)]
pub struct OauthApp {
    /// `app.…` or `local.…`.
    pub client_id: String,
    /// The key that belongs to it.
    pub client_secret: SecretString,
    /// The OAuth servers allowed.
    pub origins: OauthOrigins,
}

type TokenClient = oauth2::Client<
    Refusal,
    TokenReply,
    StandardTokenIntrospectionResponse<EmptyExtraTokenFields, BasicTokenType>,
    StandardRevocableToken,
    Refusal,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// The `oauth2` crate's way to the network.
struct Sender {
    client: Client,
    origin: Url,
    grant: &'static str,
}

impl<'c> AsyncHttpClient<'c> for Sender {
    type Error = TransportFailure;
    type Future = BoxFuture<'c, Result<HttpResponse, TransportFailure>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.client.send(&self.origin, self.grant, request))
    }
}

type TokenOutcome = Result<TokenReply, RequestTokenError<TransportFailure, Refusal>>;

/// A client of the OAuth server; cheap to clone.
#[derive(Clone)]
pub struct Client {
    app: Arc<OauthApp>,
    connector: Connector,
}

impl Client {
    /// A client for the app.
    #[must_use]
    pub fn new(app: OauthApp, connector: Connector) -> Self {
        Self { app: Arc::new(app), connector }
    }

    /// The same client whose requests are told to `log`.
    #[must_use]
    pub fn with_log(&self, log: Arc<dyn crate::journal::RequestLog>) -> Self {
        Self { app: Arc::clone(&self.app), connector: self.connector.clone().with_log(log) }
    }

    /// The app this client speaks for.
    #[must_use]
    pub fn app(&self) -> &OauthApp {
        &self.app
    }

    /// Exchanges an authorization code, which lives 30 s, for tokens.
    ///
    /// # Errors
    /// [`ErrorKind::Stopped`] for a used or foreign code, [`ErrorKind::AppRefused`] for wrong keys,
    /// [`ErrorKind::Transport`] when the server cannot be reached.
    pub async fn exchange_code(&self, origin: &Url, code: &SecretString) -> Result<Tokens, Error> {
        let client = self.token_client(origin)?;
        let sender = Sender { client: self.clone(), origin: origin.clone(), grant: "authorization_code" };
        let request = client.exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()));
        let reply = request.request_async(&sender).await;
        self.finish(reply, code)
    }

    /// Renews the tokens; the reply holds a new refresh token, and the old one must be forgotten.
    ///
    /// A refusal by the network or a server error is repeated within the retry policy.
    ///
    /// # Errors
    /// [`ErrorKind::Stopped`] when the portal is lost to us (`invalid_grant`, payment, not installed),
    /// [`ErrorKind::AppRefused`] for wrong keys, [`ErrorKind::Transport`] when the server cannot be reached.
    pub async fn refresh(&self, origin: &Url, refresh_token: &SecretString) -> Result<Tokens, Error> {
        let client = self.token_client(origin)?;
        let token = RefreshToken::new(refresh_token.expose_secret().to_owned());
        let sender = Sender { client: self.clone(), origin: origin.clone(), grant: "refresh_token" };
        let mut repetition = 0;
        loop {
            let reply = client.exchange_refresh_token(&token).request_async(&sender).await;
            match self.finish(reply, refresh_token) {
                Err(error) if error.kind == ErrorKind::Transport && repetition < self.connector.retry.repetitions => {
                    let pause = self.connector.retry.pause(repetition, self.connector.jitter.as_ref());
                    self.connector.clock.sleep(pause).await;
                    repetition += 1;
                }
                outcome => return outcome,
            }
        }
    }

    /// Asks the OAuth server whose token this is. This is the trusted answer: compare its `client_id` and
    /// `member_id` before believing anything a browser has posted.
    ///
    /// # Errors
    /// [`ErrorKind::Unauthorized`] for a token the server does not know, and as for [`Client::refresh`].
    pub async fn app_info(&self, origin: &Url, access_token: &SecretString) -> Result<AppInfo, Error> {
        let mut url = origin.join("/rest/app.info").map_err(|_| bad_origin(APP_INFO_METHOD))?;
        url.query_pairs_mut().append_pair("auth", access_token.expose_secret());
        let mut repetition = 0;
        loop {
            let outcome = self.ask_app_info(origin, url.clone(), access_token).await;
            match outcome {
                Err(error) if error.kind == ErrorKind::Transport && repetition < self.connector.retry.repetitions => {
                    let pause = self.connector.retry.pause(repetition, self.connector.jitter.as_ref());
                    self.connector.clock.sleep(pause).await;
                    repetition += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn ask_app_info(&self, origin: &Url, url: Url, access_token: &SecretString) -> Result<AppInfo, Error> {
        let started = (self.connector.clock.utc_ms(), self.connector.clock.monotonic());
        let raw = self.connector.get(url).await;
        let parsed = raw.as_ref().ok().and_then(|answer| serde_json::from_slice::<Value>(&answer.body).ok());
        self.log(origin, APP_INFO_METHOD, &json!({"auth": ""}), started, raw.as_ref(), parsed.as_ref());
        let raw = raw.map_err(|failure| transport(APP_INFO_METHOD, failure))?;
        let Some(body) = parsed else {
            return Err(not_json(APP_INFO_METHOD, raw.status));
        };
        match Answer::from_body(body) {
            Ok(answer) => AppInfo::from_result(&answer.result).ok_or_else(|| {
                Error::protocol("APP_INFO_INCOMPLETE", APP_INFO_METHOD, "the answer lacks the installation")
            }),
            Err(Some(mut error)) => {
                error.message = scrubbed(&error.message, &[access_token]);
                Err(self.refused(error, APP_INFO_METHOD))
            }
            Err(None) => Err(not_json(APP_INFO_METHOD, raw.status)),
        }
    }

    fn token_client(&self, origin: &Url) -> Result<TokenClient, Error> {
        let token_url = origin.join("/oauth/token/").map_err(|_| bad_origin(TOKEN_METHOD))?;
        let client = oauth2::Client::new(ClientId::new(self.app.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.app.client_secret.expose_secret().to_owned()))
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(TokenUrl::from_url(token_url));
        Ok(client)
    }

    /// Sends the crate's form POST as the GET with a query that the server documents.
    async fn send(&self, origin: &Url, grant: &str, request: HttpRequest) -> Result<HttpResponse, TransportFailure> {
        let mut url = origin.clone();
        url.set_path(request.uri().path());
        url.set_query(Some(&String::from_utf8_lossy(request.body())));
        let started = (self.connector.clock.utc_ms(), self.connector.clock.monotonic());
        let raw = self.connector.get(url).await;
        let parsed = raw.as_ref().ok().and_then(|answer| serde_json::from_slice::<Value>(&answer.body).ok());
        let params =
            json!({"grant_type": grant, "client_id": self.app.client_id, "client_secret": "", grant_value(grant): ""});
        self.log(origin, TOKEN_METHOD, &params, started, raw.as_ref(), parsed.as_ref());
        let raw = raw?;
        let mut response = HttpResponse::new(raw.body);
        // An unknown client arrives with status 200; the crate looks for an error only behind other ones.
        let refused = parsed.is_some_and(|body| body.get("error").is_some());
        *response.status_mut() = match raw.status {
            StatusCode::OK if refused => StatusCode::BAD_REQUEST,
            status => status,
        };
        if let Some(content_type) = raw.headers.get(CONTENT_TYPE) {
            response.headers_mut().insert(CONTENT_TYPE, content_type.clone());
        }
        Ok(response)
    }

    fn finish(&self, outcome: TokenOutcome, sent: &SecretString) -> Result<Tokens, Error> {
        match outcome {
            Ok(reply) => {
                reply.into_tokens().map_err(|missing| Error::protocol("TOKEN_REPLY_INCOMPLETE", TOKEN_METHOD, missing))
            }
            Err(RequestTokenError::ServerResponse(refusal)) => {
                let mut error = refusal.into_api_error();
                error.message = scrubbed(&error.message, &[sent, &self.app.client_secret]);
                Err(self.refused(error, TOKEN_METHOD))
            }
            Err(RequestTokenError::Request(failure)) => Err(transport(TOKEN_METHOD, failure)),
            // The body is not repeated: half a token reply is still a token.
            Err(RequestTokenError::Parse(error, _)) => Err(Error::new(
                ErrorKind::Transport,
                "NOT_JSON",
                TOKEN_METHOD,
                format!("unreadable at {}", error.path()),
            )),
            Err(RequestTokenError::Other(_)) => {
                Err(Error::new(ErrorKind::Transport, "NOT_JSON", TOKEN_METHOD, "the answer is not JSON"))
            }
        }
    }

    fn refused(&self, error: ApiError, method: &str) -> Error {
        let kind = match error.reaction() {
            Reaction::Limited(_) | Reaction::Hiccup => ErrorKind::Transport,
            Reaction::RenewToken => ErrorKind::Unauthorized,
            Reaction::Final(kind) => kind,
        };
        Error { kind, code: error.code, method: method.to_owned(), message: error.message }
    }

    fn log(
        &self,
        origin: &Url,
        method: &str,
        params: &Value,
        started: (i64, std::time::Duration),
        raw: Result<&RawAnswer, &TransportFailure>,
        body: Option<&Value>,
    ) {
        let api_error = body.and_then(ApiError::from_body).map(|error| error.code);
        let host = origin.host_str().unwrap_or_default();
        let elapsed = self.connector.clock.monotonic().saturating_sub(started.1);
        self.connector.record(RequestEntry {
            at_ms: started.0,
            host: origin.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")),
            method: method.to_owned(),
            uses: vec![(method.to_owned(), 1)],
            params: masked(params, &[&self.app.client_secret]),
            status: raw.ok().map(|answer| answer.status.as_u16()),
            error_code: api_error.or_else(|| raw.err().map(|failure| failure.code().to_owned())),
            duration_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            operating: None,
            rows: 0,
        });
    }
}

fn grant_value(grant: &str) -> &'static str {
    if grant == "refresh_token" { "refresh_token" } else { "code" }
}

fn transport(method: &str, failure: TransportFailure) -> Error {
    Error::new(ErrorKind::Transport, failure.code(), method, failure.to_string())
}

fn not_json(method: &str, status: StatusCode) -> Error {
    Error::new(ErrorKind::Transport, "NOT_JSON", method, format!("the answer with status {status} is not JSON"))
}

fn bad_origin(method: &str) -> Error {
    Error::bad_request("BAD_ORIGIN", method, "the OAuth origin cannot carry a path")
}
