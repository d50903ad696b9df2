//! The three questions asked before anything else: who is this, what may the user see, what is installed.

use serde::Deserialize;
use serde_json::Value;

use super::PortalClient;
use crate::error::Error;
use crate::lenient;

/// The owner of the token, by `profile`; needs no scope.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Profile {
    /// The user's id.
    #[serde(rename = "ID", deserialize_with = "lenient::int")]
    pub id: i64,
    /// Whether the user is an administrator of the portal.
    #[serde(rename = "ADMIN", default, deserialize_with = "lenient::flag")]
    pub admin: bool,
    /// First name.
    #[serde(rename = "NAME", default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Last name.
    #[serde(rename = "LAST_NAME", default, deserialize_with = "lenient::text")]
    pub last_name: String,
    /// The user's own zone; empty for the portal's.
    #[serde(rename = "TIME_ZONE", default, deserialize_with = "lenient::text")]
    pub time_zone: String,
}

/// The owner of the token, by `user.current`; needs one of the user scopes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentUser {
    /// The user's id.
    pub id: i64,
    /// First name.
    pub name: String,
    /// Last name.
    pub last_name: String,
    /// Departments the user works in.
    pub departments: Vec<i64>,
    /// The user's own zone; empty for the portal's.
    pub time_zone: String,
}

/// The app at this portal, by `app.info`. A webhook and old installations tell only scope and licence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Installation {
    /// Code of the app.
    pub code: Option<String>,
    /// Installed version.
    pub version: Option<i64>,
    /// `F`, `D`, `T`, `P`, `S` or `L`.
    pub status: Option<String>,
    /// Whether the installation is finished.
    pub installed: Option<bool>,
    /// Whether a paid period is over.
    pub payment_expired: Option<bool>,
    /// Days of a trial that are left.
    pub days: Option<i64>,
    /// The portal's language.
    pub language: Option<String>,
    /// The plan, such as `ru_ent10000`.
    pub license: Option<String>,
    /// The family of plans, such as `ent`; decides the limits.
    pub license_family: Option<String>,
}

impl Installation {
    fn from_result(result: &Value) -> Self {
        let text = |key: &str| result.get(key).and_then(lenient::text_of).filter(|text| !text.is_empty());
        Self {
            code: text("CODE"),
            version: result.get("VERSION").and_then(lenient::i64_of),
            status: text("STATUS"),
            installed: result.get("INSTALLED").and_then(lenient::flag_of),
            payment_expired: result.get("PAYMENT_EXPIRED").and_then(lenient::flag_of),
            days: result.get("DAYS").and_then(lenient::i64_of),
            language: text("LANGUAGE_ID"),
            license: text("LICENSE"),
            license_family: text("LICENSE_FAMILY"),
        }
    }
}

impl PortalClient {
    /// Who the token belongs to.
    ///
    /// # Errors
    /// As for [`PortalClient::call`].
    pub async fn profile(&self) -> Result<Profile, Error> {
        let answer = self.call("profile", Value::Null).await?;
        serde_json::from_value(answer.result)
            .map_err(|error| Error::protocol("UNEXPECTED_RESULT", "profile", error.to_string()))
    }

    /// The user with departments.
    ///
    /// # Errors
    /// As for [`PortalClient::call`].
    pub async fn current_user(&self) -> Result<CurrentUser, Error> {
        let answer = self.call("user.current", Value::Null).await?;
        let row = &answer.result;
        let text = |key: &str| row.get(key).and_then(lenient::text_of).unwrap_or_default();
        let id = row.get("ID").and_then(lenient::i64_of);
        let departments =
            row.get("UF_DEPARTMENT").and_then(Value::as_array).map(|list| list.iter().filter_map(lenient::i64_of));
        Ok(CurrentUser {
            id: id.ok_or_else(|| Error::protocol("UNEXPECTED_RESULT", "user.current", "no ID"))?,
            name: text("NAME"),
            last_name: text("LAST_NAME"),
            departments: departments.into_iter().flatten().collect(),
            time_zone: text("TIME_ZONE"),
        })
    }

    /// The app's state at this portal and the portal's plan.
    ///
    /// # Errors
    /// As for [`PortalClient::call`].
    pub async fn installation(&self) -> Result<Installation, Error> {
        let answer = self.call("app.info", Value::Null).await?;
        Ok(Installation::from_result(&answer.result))
    }
}
