//! Everything the handlers and jobs share, put together once.

use crate::activity::Boards;
use crate::arrivals::Arrivals;
use crate::changes::Changes;
use crate::clock::Clock;
use crate::config::ServeConfig;
use crate::hearing;
use crate::http::error::Error;
use crate::http::page::PageTemplate;
use crate::identity::Identity;
use crate::jobs::Worker;
use crate::journal::Journal;
use crate::keeper;
use crate::launches::Launches;
use crate::metrics::Metrics;
use crate::news::NewsDesk;
use crate::overview::Glances;
use crate::reports::Reports;
use crate::seal::Sealer;
use crate::session::Sessions;
use crate::sync::{Reach, Synchronizer};
use bitrix24::oauth::{OauthApp, OauthOrigins};
use bitrix24::{Connector, HttpSettings, SystemClock};
use domain::ids::PortalId;
use domain::progress::Progress;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Portal, Store};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long what runs beside requests may take to give back what it holds.
const STOPPING: Duration = Duration::from_secs(10);

/// The running server; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// What is shared.
pub struct Shared {
    /// As started.
    pub config: ServeConfig,
    /// The only source of time.
    pub clock: Clock,
    /// The database.
    pub store: Store,
    /// Seals secrets at rest.
    pub sealer: Arc<Sealer>,
    /// Bearer tokens and launch codes.
    pub sessions: Sessions,
    /// Openings under verification.
    pub launches: Launches,
    /// Report tables in memory.
    pub reports: Reports,
    /// Calls and meetings in memory.
    pub boards: Boards,
    /// Events on their way into the store.
    pub arrivals: Arrivals,
    /// Word of changes.
    pub changes: Changes,
    /// What open pages are told.
    pub news: NewsDesk,
    /// The log of calls to portals.
    pub journal: Journal,
    /// What the page about data remembers.
    pub glances: Glances,
    /// What the operator measures.
    pub metrics: Metrics,
    /// The page portals open.
    pub page: PageTemplate,
    /// Reads portals.
    pub sync: Synchronizer,
    /// Does jobs.
    pub worker: Worker,
    /// What this process is called among those that share its database; new with every start.
    pub process: Arc<str>,
    stop: watch::Sender<bool>,
    /// What runs beside requests until the server is stopped.
    beside: Mutex<Vec<JoinHandle<()>>>,
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// Opens the database, brings it to the current shape and takes up the readings a former process left unfinished.
    ///
    /// # Errors
    /// A configuration that does not read, or a database that cannot be opened.
    pub async fn start(config: ServeConfig, clock: Clock) -> Result<Self, crate::cli::Fatal> {
        let app = Self::prepare(config, clock).await?;
        keeper::beat(&app).await?;
        app.run_beside(keeper::keep(app.clone()));
        app.run_beside(hearing::hear(app.clone()));
        app.run_beside(app.worker.clone().work(app.clone()));
        Ok(app)
    }

    /// Opens the database and brings it to the current shape; reads and does nothing by itself.
    ///
    /// # Errors
    /// As [`App::start`].
    pub async fn prepare(config: ServeConfig, clock: Clock) -> Result<Self, crate::cli::Fatal> {
        // A second start in one process (tests) finds the provider installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sealer = Arc::new(Sealer::new(&config.identity.master_key)?);
        let store = Store::connect(&config.database.database_url).await?;
        store.migrate().await?;
        let connector =
            Connector::new(Arc::new(SystemClock::with_speed(config.portal_clock_speed)), &HttpSettings::default())?;
        let origins: Vec<&str> = config.identity.oauth_origins.iter().map(url::Url::as_str).collect();
        let oauth = bitrix24::oauth::Client::new(
            OauthApp {
                client_id: config.identity.client_id.clone(),
                client_secret: config.identity.client_secret.clone(),
                origins: OauthOrigins::only(&origins)?,
            },
            connector.clone(),
        );
        let changes = Changes::default();
        let (stop, stopping) = watch::channel(false);
        let metrics = Metrics::default();
        let journal = Journal::start(store.clone(), clock.clone(), metrics.clone());
        tokio::spawn(changes.clone().watch(store.clone(), stopping.clone()));
        let process: Arc<str> = crate::process::name().into();
        let sync = Synchronizer::new(
            store.clone(),
            clock.clone(),
            Arc::clone(&sealer),
            Reach { oauth: oauth.clone(), connector: connector.clone(), journal: journal.clone() },
            changes.clone(),
            Arc::clone(&process),
        );
        Ok(Self(Arc::new(Shared {
            page: PageTemplate::read(&config.assets),
            config,
            clock: clock.clone(),
            sessions: Sessions::new(Arc::clone(&sealer)),
            sealer,
            launches: Launches::new(Identity::new(oauth, connector, journal.clone())),
            reports: Reports::new(store.clone(), clock.clone()),
            boards: Boards::new(store.clone(), clock),
            arrivals: Arrivals::start(store.clone()),
            store,
            changes,
            journal,
            news: NewsDesk::default(),
            glances: Glances::default(),
            metrics,
            sync,
            worker: Worker::default(),
            process,
            stop,
            beside: Mutex::default(),
        })))
    }

    fn run_beside(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.beside.lock().unwrap_or_else(PoisonError::into_inner).push(tokio::spawn(task));
    }

    /// The portal, if it exists and has the app installed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn portal(&self, id: PortalId) -> Result<Option<Portal>, Error> {
        Ok(self.store.find_portal(id).await?.filter(|portal| !portal.uninstalled))
    }

    /// How far the reading of a portal is.
    ///
    /// # Errors
    /// When the store fails, or the portal is gone.
    pub async fn progress(&self, id: PortalId) -> Result<Progress, Error> {
        let mut reader = self.store.read().await?;
        let mut progress = reader.report(id).progress().await?;
        progress.seconds_left = self.sync.seconds_left(id, &progress.entities);
        Ok(progress)
    }

    /// Asks everything long to end.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Ends when the server is asked to stop.
    pub async fn stopping(&self) {
        let mut stopping = self.stop.subscribe();
        // The sender lives as long as `self`, so this ends only with the wish to stop.
        let _ = stopping.wait_for(|stop| *stop).await;
    }

    /// Whether the server was asked to stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        *self.stop.borrow()
    }

    /// Waits for what is being written, gives back what other processes may go on with, then closes the database.
    pub async fn finish(&self) {
        self.stop();
        let beside = std::mem::take(&mut *self.beside.lock().unwrap_or_else(PoisonError::into_inner));
        let end = tokio::time::Instant::now() + STOPPING;
        for mut task in beside {
            // It ended, or it panicked, which was told when it happened; one that waits for a database that is away does not.
            if tokio::time::timeout_at(end, &mut task).await.is_err() {
                task.abort();
            }
        }
        self.sync.finish().await;
        keeper::leave(self).await;
        self.journal.flush().await;
        self.store.close().await;
    }
}
