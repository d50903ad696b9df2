//! A client of the Bitrix24 REST interface.
//!
//! It knows the platform's protocol and its limits, and nothing else: no database, no environment, no clock
//! of its own. Time comes through [`Clock`], tokens are kept by a [`TokenStore`], every request is told to a
//! [`RequestLog`].
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use bitrix24::{Connector, Endpoint, HttpSettings, PortalClient, SystemClock};
//!
//! let connector = Connector::new(Arc::new(SystemClock::new()), &HttpSettings::default())?;
//! let endpoint = Endpoint::parse("https://example.bitrix24.com/rest/")?;
//! let portal = PortalClient::with_token(&connector, endpoint, "token of the user".to_owned().into());
//! println!("{}", portal.profile().await?.id);
//! # Ok(())
//! # }
//! ```

pub mod answer;
pub mod batch;
pub mod clock;
pub mod connector;
pub mod endpoint;
pub mod error;
pub mod form;
pub mod journal;
pub mod lenient;
pub mod limits;
pub mod listing;
pub mod oauth;
pub mod pager;
pub mod portal;
pub mod query;
pub mod sweep;
pub mod tokens;

pub use answer::{Answer, Time};
pub use batch::{BatchAnswer, Command};
pub use clock::{BoxFuture, Clock, FakeClock, SystemClock};
pub use connector::{BuildError, Connector, FixedJitter, HttpSettings, Jitter, RetryPolicy, SystemJitter};
pub use endpoint::{Endpoint, EndpointError};
pub use error::{ApiError, Error, ErrorKind, StopReason};
pub use form::{Event, EventAuth, FormError, LaunchPost};
pub use journal::{NoLog, RequestEntry, RequestLog};
pub use limits::{Counters, Limits, Throttle};
pub use listing::{IdRange, ListMethod};
pub use oauth::{AppInfo, ForeignOauthHost, OauthApp, OauthOrigins, Tokens};
pub use pager::{IdPager, Page};
pub use portal::{CurrentUser, Idempotence, Installation, PortalClient, Profile};
pub use sweep::{Piece, Sweep, SweepPage, SweepPlan, SweepStep};
pub use tokens::{KeptTokens, StoreFailure, TokenSource, TokenStore};
