//! Starting a portal: loading its records, binding its listeners, serving until told to stop.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use http::{StatusCode, Uri, header};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::clock::Clock;
use crate::config::Config;
use crate::dataset::{self, Dataset, DatasetError};
use crate::keep::{self, Found, KeepError};
use crate::oauth::Realm;
use crate::state::{Place, Standing};
use crate::tls::{self, CertificateError, TlsListener};
use crate::{AppState, control, face, oauth, rest};

/// Why a portal did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// An address could not be bound.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address as configured.
        address: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The dataset was refused.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// The HTTP client that delivers events could not be built.
    #[error("cannot build the client that delivers events: {0}")]
    Courier(#[from] reqwest::Error),
    /// The certificate was refused.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The folder of a kept portal was refused.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// The thread that loads the dataset panicked.
    #[error("loading the dataset failed: {0}")]
    Load(#[from] tokio::task::JoinError),
}

/// A running portal. Dropping it leaves it running until the runtime ends; [`Running::stop`] ends it.
#[derive(Debug)]
pub struct Running {
    /// Origin of the portal, e.g. `http://127.0.0.1:8024`.
    pub portal_url: String,
    /// Origin of its OAuth server.
    pub oauth_url: String,
    /// Its state, to look at and to change from tests.
    pub state: AppState,
    /// States of the other portals behind the same listener, in the order of the configuration.
    pub neighbours: Vec<AppState>,
    /// Send `true` to stop.
    pub shutdown: watch::Sender<bool>,
    servers: Vec<JoinHandle<()>>,
}

impl Running {
    /// Stops the listeners and waits until they have finished.
    pub async fn stop(self) {
        // Nobody listening any more means they have stopped already.
        let _ = self.shutdown.send(true);
        for server in self.servers {
            server.abort();
            // An aborted task reports its cancellation, which is what was asked for.
            let _ = server.await;
        }
        for state in std::iter::once(&self.state).chain(&self.neighbours) {
            state.save(&mut Vec::new());
        }
    }

    /// Waits until the portal stops by itself or is told to.
    pub async fn finished(&mut self) {
        for server in &mut self.servers {
            // A server task only fails by panicking, and then it is finished too.
            let _ = server.await;
        }
    }
}

/// Starts a portal and its OAuth server.
///
/// # Errors
/// [`StartError`] when an address is taken, or the dataset or the certificate is refused.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let acceptor = config.certificate.as_ref().map(tls::acceptor).transpose()?;
    let scheme = if acceptor.is_some() || config.behind_https { "https" } else { "http" };
    let served = if acceptor.is_some() { "https" } else { "http" };
    let (portal, portal_address) = bind(&config.listen).await?;
    let (oauth_listener, oauth_address) = bind(&config.oauth_listen).await?;
    let oauth_domain = config.oauth_domain.clone().unwrap_or_else(|| oauth_address.to_string());
    let oauth_url = format!("{scheme}://{oauth_domain}");
    let place = |domain: String, member_id: String| Place { domain, member_id, scheme, oauth_url: oauth_url.clone() };
    let domain = config.domain.clone().unwrap_or_else(|| portal_address.to_string());
    let mut portals = vec![open(&config, &config.dataset, place(domain, config.member_id.clone())).await?];
    for neighbour in &config.neighbours {
        let place = place(neighbour.domain.clone(), neighbour.member_id.clone());
        portals.push(open(&config, &neighbour.dataset, place).await?);
    }
    let realm = Realm::new(portals.clone());
    let (shutdown, stopped) = watch::channel(false);
    let servers = vec![
        serve(portal, portal_address, acceptor.clone(), by_host(&portals), stopped.clone()),
        serve(oauth_listener, oauth_address, acceptor, oauth::server_router().with_state(realm), stopped),
    ];
    let neighbours = portals.split_off(1);
    let state = portals.remove(0);
    let portal_url = format!("{served}://{portal_address}");
    // Behind a proxy the OAuth server is reached by its name, not by where it listens.
    Ok(Running { portal_url, oauth_url, state, neighbours, shutdown, servers })
}

/// Loads the records of one portal.
async fn open(config: &Config, dataset: &Dataset, place: Place) -> Result<AppState, StartError> {
    let clock = Clock::new(config.now_ms);
    let found = keep::open(config, &place.member_id, dataset, clock.now_ms())?;
    let mut now = clock.now_ms();
    if let Some((born, offset)) = found.as_ref().map(Found::clock) {
        now = born;
        clock.set_offset(offset.unwrap_or_else(|| clock.offset()));
    }
    let (source, skip_bad) = (dataset.clone(), config.skip_bad);
    let records = tokio::task::spawn_blocking(move || dataset::load(&source, now, skip_bad)).await??;
    let state = AppState::new(config, records, place, clock, courier(config)?);
    let known = found.as_ref().is_some_and(|found| found.clock().1.is_some());
    if let Some(found) = found {
        state.take_up(found);
    }
    if !config.offline_events {
        state.set_standing(Standing { without_offline: true, ..state.standing() });
    }
    if !known {
        (0..config.apps.len()).for_each(|app| state.call_back(app));
    }
    Ok(state)
}

/// The client that carries events. It follows no redirects: a handler that moved is a handler that failed.
fn courier(config: &Config) -> Result<reqwest::Client, StartError> {
    // A provider is installed once per process; a second attempt finds the first one in place, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    if let Some(certificate) = &config.certificate {
        for known in tls::chain(certificate)? {
            builder = builder.add_root_certificate(reqwest::Certificate::from_der(&known)?);
        }
    }
    Ok(builder.build()?)
}

async fn bind(address: &str) -> Result<(TcpListener, SocketAddr), StartError> {
    let refused = |source| StartError::Listen { address: address.to_owned(), source };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let local = listener.local_addr().map_err(refused)?;
    Ok((listener, local))
}

/// Routes of all portals: the `Host` of a request chooses among them, the first one answers to any other name.
fn by_host(portals: &[AppState]) -> Router {
    if let [only] = portals {
        return portal_routes(only);
    }
    let portals: Arc<[(AppState, Router)]> =
        portals.iter().map(|state| (state.clone(), portal_routes(state))).collect();
    Router::new().fallback(move |request: Request| {
        let portals = Arc::clone(&portals);
        async move {
            let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
            let called = portals.iter().find(|(state, _)| state.is_called(host)).unwrap_or(&portals[0]);
            called.1.clone().oneshot(request).await.into_response()
        }
    })
}

fn portal_routes(state: &AppState) -> Router {
    Router::new()
        .merge(rest::router())
        .merge(oauth::portal_router())
        .nest("/_control", control::router())
        .merge(face::router())
        .fallback(merge_slashes)
        .with_state(state.clone())
}

/// SDKs join `…/rest/` and `/method`: an address that reaches REST once doubled slashes are merged is served as one.
async fn merge_slashes(state: State<AppState>, peer: ConnectInfo<SocketAddr>, mut request: Request) -> Response {
    let parts: Vec<&str> = request.uri().path().split('/').filter(|part| !part.is_empty()).collect();
    if parts.first() != Some(&"rest") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
    match format!("/{}{query}", parts.join("/")).parse::<Uri>() {
        Ok(uri) => {
            *request.uri_mut() = uri;
            rest::entry(state, peer, request).await
        }
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

fn serve(
    listener: TcpListener,
    address: SocketAddr,
    acceptor: Option<TlsAcceptor>,
    routes: Router,
    stopped: watch::Receiver<bool>,
) -> JoinHandle<()> {
    if let Some(acceptor) = acceptor {
        // Tapping gives the requests the visitor's address, which a plain listener of another kind would not.
        let listener = TlsListener::new(listener, address, acceptor).tap_io(|_| ());
        return tokio::spawn(async move {
            let service = routes.into_make_service_with_connect_info::<SocketAddr>();
            let ended = axum::serve(listener, service).with_graceful_shutdown(told(stopped)).await;
            note_end(ended);
        });
    }
    // Answers are small: waiting to fill a packet would cost more than every one of them.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::warn!(%error, "a connection keeps waiting for full packets");
        }
    });
    tokio::spawn(async move {
        let service = routes.into_make_service_with_connect_info::<SocketAddr>();
        let ended = axum::serve(listener, service).with_graceful_shutdown(told(stopped)).await;
        note_end(ended);
    })
}

async fn told(mut stopped: watch::Receiver<bool>) {
    // The sender being gone is no reason to stop: a test may have dropped it with the rest of `Running`.
    if stopped.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn note_end(ended: std::io::Result<()>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a listener failed");
    }
}
