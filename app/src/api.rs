//! The only place that talks to the server: a bearer token in memory, renewed through the frame, and typed errors.

pub(crate) mod activity;
mod data;
mod stream;
pub(crate) mod upgrade;

pub(crate) use stream::EventStream;

use crate::frame::{Frame, InitData};
use domain::ids::PersonId;
use domain::progress::Progress;
use domain::report::changes::TableChanges;
use domain::report::table::ReportTable;
use domain::report::window::ReportPage;
use domain::session::{Problem, Session, SessionRequest};
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::prelude::{GetValue, LocalStorage, StoredValue, expect_context};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

/// Media type of the compact form of windows and grids.
pub(crate) const COMPACT: &str = "application/vnd.svodka.grid";

/// Why a request gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// The server said what is wrong.
    Problem(Box<Problem>),
    /// The server was not reached.
    Network,
    /// A status without a problem body.
    Unexpected(u16),
    /// The session ended and the frame did not renew it.
    Session,
    /// An answer that does not read.
    Unreadable,
    /// Stopped by the page itself.
    Aborted,
    /// The page is of a version of the app that the server no longer has.
    Upgraded,
}

/// Stops its request when dropped.
pub(crate) struct Cancel(AbortController);

impl Cancel {
    /// A fresh one; `None` only in browsers without `AbortController`, where requests simply run to their end.
    pub(crate) fn new() -> Option<Self> {
        AbortController::new().ok().map(Self)
    }

    /// What the request listens to.
    pub(crate) fn signal(&self) -> AbortSignal {
        self.0.signal()
    }
}

impl Drop for Cancel {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The part of a report that is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slice {
    /// First row.
    pub(crate) offset: usize,
    /// Most rows.
    pub(crate) limit: usize,
    /// Whether the names are wanted, too.
    pub(crate) directory: bool,
}

/// The whole table the viewer may see.
pub(crate) struct Taken {
    /// The table.
    pub(crate) table: ReportTable,
    /// Its revision.
    pub(crate) revision: i64,
    /// What it stands on, in the server's words; shown again when changes are asked for.
    pub(crate) basis: String,
}

/// What goes with a request.
#[derive(Clone, Copy, Default)]
struct Sent<'a> {
    /// A JSON body.
    body: Option<&'a str>,
    /// The form of the answer, where it is not JSON.
    form: Option<&'a str>,
    /// What stops it.
    signal: Option<&'a AbortSignal>,
}

type Renewal = Shared<LocalBoxFuture<'static, Result<(), ApiError>>>;

/// The connection to the server. Clones share the session.
#[derive(Clone)]
pub(crate) struct Api {
    inner: Rc<Inner>,
    /// Through whose eyes it asks; one's own when nobody is named.
    eyes: Option<PersonId>,
}

struct Inner {
    frame: Option<Frame>,
    token: RefCell<String>,
    told: RefCell<Option<InitData>>,
    renewal: RefCell<Option<Renewal>>,
}

/// How components hold the connection.
pub(crate) type ApiHandle = StoredValue<Api, LocalStorage>;

/// The connection provided at the root of the app.
pub(crate) fn api() -> Api {
    expect_context::<ApiHandle>().get_value()
}

impl Api {
    /// A connection without a session.
    pub(crate) fn new(frame: Option<Frame>) -> Self {
        let inner = Inner { frame, token: RefCell::default(), told: RefCell::default(), renewal: RefCell::default() };
        Self { inner: Rc::new(inner), eyes: None }
    }

    /// The same connection, through these eyes: every request says whose they are, so a page never mixes what two people
    /// see.
    pub(crate) fn through(&self, eyes: Option<PersonId>) -> Self {
        Self { inner: Rc::clone(&self.inner), eyes }
    }

    /// Whether it asks through another person's eyes: then nothing can be changed.
    pub(crate) fn is_borrowed(&self) -> bool {
        self.eyes.is_some()
    }

    /// The portal's page around the app, if there is one.
    pub(crate) fn frame(&self) -> Option<Frame> {
        self.inner.frame.clone()
    }

    /// What the frame told about this opening; asked once.
    pub(crate) async fn told(&self) -> Result<InitData, ApiError> {
        if let Some(told) = self.inner.told.borrow().clone() {
            return Ok(told);
        }
        let frame = self.frame().ok_or(ApiError::Session)?;
        let told = frame.init_data().await.map_err(|_| ApiError::Session)?;
        self.inner.told.replace(Some(told.clone()));
        Ok(told)
    }

    /// Opens a session with the one-time code of the page.
    pub(crate) async fn open_with_code(&self, code: String) -> Result<Session, ApiError> {
        self.open(&SessionRequest::Launch { code }).await
    }

    /// Opens a session with what the frame tells.
    pub(crate) async fn open_with_frame(&self) -> Result<Session, ApiError> {
        let told = self.told().await?;
        self.open(&SessionRequest::Frame { auth_id: told.auth_id, member_id: told.member_id, domain: told.domain })
            .await
    }

    /// What the server tells by itself from now on.
    pub(crate) async fn events(&self) -> Result<EventStream, ApiError> {
        let cancel = Cancel::new();
        let signal = cancel.as_ref().map(Cancel::signal);
        let response = self.get("/api/live", signal.as_ref()).await?;
        EventStream::of(&response, cancel)
    }

    /// A window of the report for a query text.
    pub(crate) async fn report(
        &self,
        query: &str,
        slice: Slice,
        signal: Option<&AbortSignal>,
    ) -> Result<ReportPage, ApiError> {
        let mut path = format!("/api/report?{query}");
        if !query.is_empty() {
            path.push('&');
        }
        path.push_str(&format!("offset={}&limit={}", slice.offset, slice.limit));
        if slice.directory {
            path.push_str("&directory=1");
        }
        self.ask_compact(&path, COMPACT, signal).await
    }

    /// The whole table the viewer may see.
    pub(crate) async fn table(&self) -> Result<Taken, ApiError> {
        let response = self.get("/api/report/table", None).await?;
        let header = |name| response.headers().get(name).ok_or(ApiError::Unreadable);
        let revision = header("x-revision")?.parse().map_err(|_| ApiError::Unreadable)?;
        let basis = header("x-basis")?;
        Ok(Taken { table: unpacked(&response).await?, revision, basis })
    }

    /// What changed in a table since it was taken or last changed.
    pub(crate) async fn changes(&self, since: i64, basis: &str) -> Result<TableChanges, ApiError> {
        unpacked(&self.get(&format!("/api/report/changes?since={since}&basis={basis}"), None).await?).await
    }

    /// Binds the app to the portal and starts reading; the portal's admin only, may be repeated.
    pub(crate) async fn install(&self) -> Result<Progress, ApiError> {
        read(self.send(Method::POST, "/api/install", None).await?).await
    }

    /// An answer to a question.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        read(self.get(path, None).await?).await
    }

    /// An answer to something sent.
    pub(crate) async fn tell<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        let body = serde_json::to_string(body).map_err(|_| ApiError::Unreadable)?;
        read(self.send_body(method, path, Some(&body), None).await?).await
    }

    /// An answer in the compact form of grids.
    async fn ask_compact<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &str,
        signal: Option<&AbortSignal>,
    ) -> Result<T, ApiError> {
        unpacked(&self.send_with(Method::GET, path, Sent { form: Some(form), signal, body: None }).await?).await
    }

    /// Something sent, whose answer says nothing more.
    pub(crate) async fn done(&self, method: Method, path: &str, body: Option<&str>) -> Result<(), ApiError> {
        self.send_body(method, path, body, None).await.map(drop)
    }

    /// A file, as the browser holds it, and the name the server gives it.
    pub(crate) async fn file(&self, path: &str) -> Result<(web_sys::Blob, Option<String>), ApiError> {
        let response = self.get(path, None).await?;
        let name = response.headers().get("content-disposition").and_then(|told| file_name(&told));
        let blob = web_sys::Response::from(response).blob().map_err(|_| ApiError::Unreadable)?;
        let blob = JsFuture::from(blob).await.map_err(|_| ApiError::Network)?;
        Ok((blob.unchecked_into(), name))
    }

    /// A fresh access token of the person who looks, from the frame.
    pub(crate) async fn fresh_auth(&self) -> Option<String> {
        self.frame()?.refresh_auth().await.ok().map(|fresh| fresh.auth_id)
    }

    async fn open(&self, request: &SessionRequest) -> Result<Session, ApiError> {
        let body = serde_json::to_string(request).map_err(|_| ApiError::Unreadable)?;
        let request = RequestBuilder::new("/api/session")
            .method(Method::POST)
            .header("content-type", "application/json")
            .body(body)
            .map_err(|_| ApiError::Network)?;
        let response = request.send().await.map_err(|_| ApiError::Network)?;
        let session: Session = read(checked(response).await?).await?;
        self.inner.token.replace(session.token.clone());
        Ok(session)
    }

    async fn get(&self, path: &str, signal: Option<&AbortSignal>) -> Result<Response, ApiError> {
        self.send(Method::GET, path, signal).await
    }

    async fn send(&self, method: Method, path: &str, signal: Option<&AbortSignal>) -> Result<Response, ApiError> {
        self.send_body(method, path, None, signal).await
    }

    async fn send_body(
        &self,
        method: Method,
        path: &str,
        body: Option<&str>,
        signal: Option<&AbortSignal>,
    ) -> Result<Response, ApiError> {
        self.send_with(method, path, Sent { body, signal, form: None }).await
    }

    async fn send_with(&self, method: Method, path: &str, sent: Sent<'_>) -> Result<Response, ApiError> {
        let response = self.attempt(method.clone(), path, sent).await?;
        if response.status() != 401 {
            return checked(response).await;
        }
        self.renew().await?;
        checked(self.attempt(method, path, sent).await?).await
    }

    async fn attempt(&self, method: Method, path: &str, sent: Sent<'_>) -> Result<Response, ApiError> {
        let Sent { body, form, signal } = sent;
        let bearer = format!("Bearer {}", self.inner.token.borrow());
        let mut request = RequestBuilder::new(&seen_by(path, self.eyes))
            .method(method)
            .header("authorization", &bearer)
            .abort_signal(signal);
        if let Some(form) = form {
            request = request.header("accept", form);
        }
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body),
            None => request.build(),
        };
        request.map_err(|_| ApiError::Network)?.send().await.map_err(|_| match signal {
            Some(signal) if signal.aborted() => ApiError::Aborted,
            _ => ApiError::Network,
        })
    }

    /// Renews the session through the frame; requests that fail at the same time share one renewal.
    async fn renew(&self) -> Result<(), ApiError> {
        let running = self.inner.renewal.borrow().clone();
        let renewal = running.unwrap_or_else(|| {
            let api = self.clone();
            let renewal = async move { api.renew_once().await }.boxed_local().shared();
            self.inner.renewal.replace(Some(renewal.clone()));
            renewal
        });
        let renewed = renewal.await;
        self.inner.renewal.replace(None);
        renewed
    }

    async fn renew_once(&self) -> Result<(), ApiError> {
        let told = self.told().await?;
        let frame = self.frame().ok_or(ApiError::Session)?;
        let fresh = frame.refresh_auth().await.map_err(|_| ApiError::Session)?;
        self.open(&SessionRequest::Frame { auth_id: fresh.auth_id, member_id: told.member_id, domain: told.domain })
            .await
            .map(drop)
    }
}

/// An address that says through whose eyes it asks.
fn seen_by(path: &str, eyes: Option<PersonId>) -> String {
    let Some(eyes) = eyes else { return path.to_owned() };
    let join = if path.contains('?') { '&' } else { '?' };
    format!("{path}{join}as={eyes}")
}

/// The name in `attachment; filename="…"; filename*=UTF-8''…`; the plain one is enough.
fn file_name(disposition: &str) -> Option<String> {
    let (_, rest) = disposition.split_once("filename=\"")?;
    let (name, _) = rest.split_once('"')?;
    Some(name.to_owned())
}

/// The response, unless it tells a problem.
async fn checked(response: Response) -> Result<Response, ApiError> {
    if response.ok() {
        return Ok(response);
    }
    let status = response.status();
    let text = response.text().await.unwrap_or_default();
    Err(serde_json::from_str(&text)
        .map_or(ApiError::Unexpected(status), |problem| ApiError::Problem(Box::new(problem))))
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ApiError> {
    let text = response.text().await.map_err(|_| ApiError::Network)?;
    serde_json::from_str(&text).map_err(|_| ApiError::Unreadable)
}

async fn unpacked<T: DeserializeOwned>(response: &Response) -> Result<T, ApiError> {
    let bytes = response.binary().await.map_err(|_| ApiError::Network)?;
    postcard::from_bytes(&bytes).map_err(|_| ApiError::Unreadable)
}
