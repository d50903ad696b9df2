//! Starting a portal: loading its records, binding its listeners, serving until told to stop.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use http::{StatusCode, Uri};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::config::Config;
use crate::dataset::{self, DatasetError};
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
/// [`StartError`] when an address is taken or the dataset is refused.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let clock = Clock::new(config.now_ms);
    let (source, now, skip_bad) = (config.dataset.clone(), clock.now_ms(), config.skip_bad);
    let records = tokio::task::spawn_blocking(move || dataset::load(&source, now, skip_bad)).await??;
    let (portal, portal_address) = bind(&config.listen).await?;
    let (oauth_listener, oauth_address) = bind(&config.oauth_listen).await?;
    let domain = config.domain.clone().unwrap_or_else(|| portal_address.to_string());
    let oauth_url = format!("http://{oauth_address}");
    let state = AppState::new(&config, records, domain, oauth_url.clone(), clock, courier()?);
    let (shutdown, stopped) = watch::channel(false);
    let servers = vec![
        serve(portal, portal_routes(&state), stopped.clone()),
        serve(oauth_listener, oauth::server_router().with_state(state.clone()), stopped),
    ];
    Ok(Running { portal_url: format!("http://{portal_address}"), oauth_url, state, shutdown, servers })
}

/// The client that carries events. It follows no redirects: a handler that moved is a handler that failed.
fn courier() -> Result<reqwest::Client, reqwest::Error> {
    // A provider is installed once per process; a second attempt finds the first one in place, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()
}

async fn bind(address: &str) -> Result<(TcpListener, SocketAddr), StartError> {
    let refused = |source| StartError::Listen { address: address.to_owned(), source };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let local = listener.local_addr().map_err(refused)?;
    Ok((listener, local))
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

fn serve(listener: TcpListener, routes: Router, mut stopped: watch::Receiver<bool>) -> JoinHandle<()> {
    // Answers are small: waiting to fill a packet would cost more than every one of them.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::warn!(%error, "a connection keeps waiting for full packets");
        }
    });
    tokio::spawn(async move {
        let service = routes.into_make_service_with_connect_info::<SocketAddr>();
        let until = async move {
            // The sender being gone is no reason to stop: a test may have dropped it with the rest of `Running`.
            if stopped.wait_for(|stop| *stop).await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(until).await {
            tracing::error!(%error, "a listener failed");
        }
    })
}
