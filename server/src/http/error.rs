//! Errors as the browser and integrators see them: RFC 9457 bodies with a stable kind, words and a trace id.

use axum::Json;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::activity::edit::{CellFault, Fault};
use domain::report::query::QueryError;
use domain::session::Problem;
use http::{HeaderName, HeaderValue, StatusCode, header};
use tracing::Instrument as _;

/// Bad cells named at most; their number is told in words.
const MOST_CELLS: usize = 200;

/// Why a request was not answered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The page was not opened by the portal it names.
    #[error("{0}")]
    Forged(#[from] crate::identity::Forgery),
    /// No session, or it ended.
    #[error("open the app from the portal again")]
    SessionEnded,
    /// The viewer lacks the right.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The viewer sees more than is sent at once.
    #[error("too many companies for one answer: ask for windows")]
    WindowsOnly,
    /// The portal refused what the viewer wanted, in its own words.
    #[error("{0}")]
    Refused(String),
    /// Somebody else changed the same thing first.
    #[error("{0}")]
    Conflict(&'static str),
    /// Cells of a grid that stand in the way; nothing was changed.
    #[error("{} cells stand in the way, nothing was changed", .0.len())]
    Cells(Vec<CellFault>),
    /// There is no such thing for this viewer.
    #[error("not found")]
    NotFound,
    /// A field of the request is wrong.
    #[error("{field}: {detail}")]
    Invalid {
        /// Its name.
        field: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// The portal or its OAuth server did not answer usefully.
    #[error("the portal does not answer: {0}")]
    Portal(String),
    /// Anything unforeseen: logged with the trace id, told without details.
    #[error("something went wrong")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An unforeseen failure.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    fn kind(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Forged(_) => (StatusCode::FORBIDDEN, "forged_launch", "The opening could not be verified"),
            Self::SessionEnded => (StatusCode::UNAUTHORIZED, "session_ended", "The session has ended"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden", "Not allowed"),
            Self::WindowsOnly => (StatusCode::CONFLICT, "windows_only", "Only windows are sent"),
            Self::Refused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "portal_refused", "The portal refused"),
            Self::Conflict(_) => (StatusCode::CONFLICT, "conflict", "Changed meanwhile"),
            Self::Cells(cells) if cells.iter().any(|cell| cell.fault == Fault::Conflict) => {
                (StatusCode::CONFLICT, "conflict", "Changed meanwhile")
            }
            Self::Cells(_) => (StatusCode::BAD_REQUEST, "bad_cells", "Some cells cannot be set"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "Not found"),
            Self::Invalid { .. } => (StatusCode::BAD_REQUEST, "invalid_request", "The request is not valid"),
            Self::Portal(_) => (StatusCode::BAD_GATEWAY, "portal_unavailable", "The portal does not answer"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong"),
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::internal(error)
    }
}

impl From<QueryError> for Error {
    fn from(error: QueryError) -> Self {
        Self::Invalid { field: error.field(), detail: error.to_string() }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, kind, title) = self.kind();
        let detail = self.to_string();
        match &self {
            Self::Internal(source) => tracing::error!(error = %source, "request failed"),
            Self::Forged(forgery) => tracing::warn!(%forgery, "forged opening refused"),
            _ => tracing::debug!(kind, detail, "request refused"),
        }
        let problem = Problem {
            kind: kind.to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail,
            trace_id: String::new(),
            cells: match self {
                Self::Cells(mut cells) => {
                    cells.truncate(MOST_CELLS);
                    cells
                }
                _ => Vec::new(),
            },
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(problem);
        response
    }
}

/// Gives every request a trace id, its log lines a span, and every problem a body with that id.
pub async fn trace(request: Request, next: Next) -> Response {
    let trace_id = crate::seal::Sealer::random_text();
    let span = tracing::info_span!("request", trace_id, method = %request.method(), path = request.uri().path());
    let mut response = next.run(request).instrument(span).await;
    if let Some(mut problem) = response.extensions_mut().remove::<Problem>() {
        problem.trace_id.clone_from(&trace_id);
        let status = response.status();
        response = (status, [(header::CONTENT_TYPE, "application/problem+json")], Json(problem)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = HeaderValue::from_str(&trace_id) {
        response.headers_mut().insert(HeaderName::from_static("x-trace-id"), value);
    }
    response
}
