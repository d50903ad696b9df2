//! What an administrator chose for this report: what counts, whom it shows, how long plans stay open.

use crate::ids::{DepartmentId, PersonId};
use serde::{Deserialize, Serialize};

/// Which calls count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedDirection {
    /// Calls of ours: outgoing and callbacks.
    #[default]
    Outgoing,
    /// Calls in either direction.
    Both,
}

/// What the figure of a cell is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Different companies a person talked to that day.
    #[default]
    Companies,
    /// Conversations.
    Calls,
}

/// How calls that lead to no company count among companies called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownCompany {
    /// Not at all; as calls they always count.
    #[default]
    Ignored,
    /// All of a day together as one more company.
    OnePerDay,
}

/// What counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CountingRules {
    /// Which calls.
    pub direction: CountedDirection,
    /// Shortest conversation that counts, seconds.
    pub min_seconds: u32,
    /// What a cell shows unless asked otherwise.
    pub measure: Measure,
    /// Calls without a company.
    pub unknown: UnknownCompany,
    /// Providers whose completed activities are meetings whatever their type (`PROVIDER_ID`).
    pub meeting_providers: Vec<String>,
}

impl Default for CountingRules {
    fn default() -> Self {
        Self {
            direction: CountedDirection::default(),
            min_seconds: 20,
            measure: Measure::default(),
            unknown: UnknownCompany::default(),
            meeting_providers: vec!["CRM_MEETING".to_owned()],
        }
    }
}

/// Settings of this report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActivitySettings {
    /// What counts.
    pub counting: CountingRules,
    /// Departments in the statistics, each without those below it unless they are named too; `None` for all.
    pub departments: Option<Vec<DepartmentId>>,
    /// People who are left out.
    pub hidden: Vec<PersonId>,
    /// Whether heads of departments are left out of the rows, and of the figures: those who only lead make no calls.
    pub heads_hidden: bool,
    /// A limited editor may change a month until this day of it.
    pub editable_until: u8,
}

impl Default for ActivitySettings {
    fn default() -> Self {
        Self {
            counting: CountingRules::default(),
            departments: None,
            hidden: Vec::new(),
            heads_hidden: false,
            editable_until: 10,
        }
    }
}

/// Longest minimum: an hour.
const MOST_SECONDS: u32 = 3_600;
/// Most providers, departments and people a list may name.
const MOST_NAMES: usize = 5_000;

/// What is wrong with settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {detail}")]
pub struct SettingsError {
    /// The field.
    pub field: &'static str,
    /// What is wrong with it.
    pub detail: &'static str,
}

impl ActivitySettings {
    /// Refuses values that make no sense.
    ///
    /// # Errors
    /// The first wrong field.
    pub fn check(&self) -> Result<(), SettingsError> {
        let wrong = |field, detail| Err(SettingsError { field, detail });
        if self.counting.min_seconds > MOST_SECONDS {
            return wrong("min_seconds", "from 0 to 3600");
        }
        if !(1..=31).contains(&self.editable_until) {
            return wrong("editable_until", "a day of a month, from 1 to 31");
        }
        let providers = &self.counting.meeting_providers;
        if providers.len() > 50 || providers.iter().any(|name| name.is_empty() || name.len() > 100) {
            return wrong("meeting_providers", "up to 50 names of up to 100 characters");
        }
        if self.hidden.len() > MOST_NAMES || self.departments.as_ref().is_some_and(|list| list.len() > MOST_NAMES) {
            return wrong("hidden", "too many");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_products_promises() {
        let settings: ActivitySettings = serde_json::from_str("{}").unwrap();
        assert_eq!(settings, ActivitySettings::default());
        assert_eq!((settings.counting.min_seconds, settings.editable_until), (20, 10));
        assert_eq!(settings.counting.direction, CountedDirection::Outgoing);
        assert_eq!(settings.counting.measure, Measure::Companies);
        assert_eq!(settings.check(), Ok(()));
    }

    #[test]
    fn senseless_values_are_refused_by_name() {
        let mut settings = ActivitySettings { editable_until: 32, ..ActivitySettings::default() };
        assert_eq!(settings.check().unwrap_err().field, "editable_until");
        settings.editable_until = 31;
        settings.counting.min_seconds = 3_601;
        assert_eq!(settings.check().unwrap_err().field, "min_seconds");
        settings.counting.min_seconds = 3_600;
        settings.counting.meeting_providers.push(String::new());
        assert_eq!(settings.check().unwrap_err().field, "meeting_providers");
    }
}
