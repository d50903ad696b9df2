//! What the page about data asks.

use super::{Api, ApiError, Slice, read};
use domain::directory::Directory;
use domain::freshness::DataOverview;
use domain::proof::{Period, ProofPage};
use domain::requests::{RequestFilter, RequestPage};
use gloo_net::http::Method;

impl Api {
    /// How fresh the copy is.
    pub(crate) async fn data(&self) -> Result<DataOverview, ApiError> {
        read(self.get("/api/data", None).await?).await
    }

    /// A page of the log of calls to the portal; administrators only.
    pub(crate) async fn requests(&self, filter: &RequestFilter) -> Result<RequestPage, ApiError> {
        read(self.get(&format!("/api/data/requests?{}", filter.query()), None).await?).await
    }

    /// A certificate, the newest unless one is named, with a page of its differences; administrators only.
    pub(crate) async fn proof(&self, report: Option<i64>, offset: u64) -> Result<ProofPage, ApiError> {
        let report = report.map(|id| format!("&report={id}")).unwrap_or_default();
        read(self.get(&format!("/api/proof?offset={offset}{report}"), None).await?).await
    }

    /// Has everything compared now; administrators only.
    pub(crate) async fn prove(&self) -> Result<(), ApiError> {
        self.done(Method::POST, "/api/proof", Some("{}")).await
    }

    /// Has a period compared row by row; administrators only.
    pub(crate) async fn recheck(&self, period: &Period) -> Result<(), ApiError> {
        let body = serde_json::to_string(period).map_err(|_| ApiError::Unreadable)?;
        self.done(Method::POST, "/api/recheck", Some(&body)).await
    }

    /// The portal's people and departments, as far as the viewer may see them.
    pub(crate) async fn directory(&self) -> Result<Directory, ApiError> {
        let slice = Slice { offset: 0, limit: 1, directory: true };
        self.report("", slice, None).await?.directory.ok_or(ApiError::Unreadable)
    }
}
