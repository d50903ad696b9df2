//! What the pages of the calendar, of rights and of settings show.

use crate::activity::calendar::{Absence, DayKind};
use crate::activity::effect::MonthEffect;
use crate::activity::rights::{RightSet, RightSource};
use crate::activity::settings::ActivitySettings;
use crate::day::{Day, Millis};
use crate::ids::{DepartmentId, PersonId};
use serde::{Deserialize, Serialize};

/// A year of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarYear {
    /// Which year.
    pub year: i32,
    /// Today in the portal's zone.
    pub today: Day,
    /// Every day of the year.
    pub days: Vec<CalendarDay>,
    /// Working days by month.
    pub working: [u32; 12],
    /// Days of the year that differ from the portal's calendar, with who moved them.
    pub moves: Vec<DayMove>,
    /// How often the calendar was changed in Svodka.
    pub version: u64,
    /// When the portal's calendar was last read again; `None` since the first reading.
    pub read: Option<Millis>,
    /// Whether the portal told a calendar at all; without one every Saturday and Sunday is off.
    pub told: bool,
}

/// A day of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The day.
    pub day: Day,
    /// What kind it is.
    pub kind: DayKind,
    /// What kind it is in the portal's calendar, where somebody moved it.
    pub portal: Option<DayKind>,
}

/// Who moved a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayMove {
    /// Which.
    pub day: Day,
    /// Who.
    pub author: PersonId,
    /// Their name.
    pub author_name: String,
    /// When.
    pub made: Millis,
}

/// Days to be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
    /// What they are to be; `null` gives them back to the portal's calendar.
    pub kind: Option<DayKind>,
}

/// What moving days makes of plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedDays {
    /// The portal's revision afterwards; of a preview, the present one.
    pub revision: i64,
    /// Days that become another kind.
    pub days: u32,
    /// Months whose figures change.
    pub effect: Vec<MonthEffect>,
}

/// An absence with its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAbsence {
    /// Its number.
    pub id: i64,
    /// Whose.
    pub person: PersonId,
    /// From when to when, and why.
    pub absence: Absence,
}

/// What an absence would make of a person's plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceEffect {
    /// Working days the person would be away; days off and those of another absence are not among them.
    pub days: u32,
    /// Months whose plan would change.
    pub months: Vec<MonthEffect>,
}

/// Everybody's rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightsPage {
    /// What was given to departments.
    pub departments: Vec<DepartmentRights>,
    /// People with the rights they have.
    pub people: Vec<PersonRights>,
    /// Sets for common roles.
    pub presets: Vec<(String, RightSet)>,
    /// What the viewer holds: nobody gives more.
    pub own: RightSet,
    /// Whether the viewer administers the portal: only then settings can be given, and own rights changed.
    pub admin: bool,
    /// Who looks: others than portal admins do not change their own rights.
    pub viewer: PersonId,
}

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentRights {
    /// Which.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// The department above.
    pub parent: Option<DepartmentId>,
    /// Its place among its siblings.
    pub sort: i32,
    /// What was given to it.
    pub given: Option<RightSet>,
    /// What its people have unless they head a department or were given something: given to it or above.
    pub rights: RightSet,
    /// Where that comes from.
    pub source: RightSource,
}

/// A person. Whether they administer the portal it told when they last opened the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRights {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Job title.
    pub position: String,
    /// Their departments.
    pub departments: Vec<DepartmentId>,
    /// Whether they head one.
    pub head: bool,
    /// What they may do.
    pub rights: RightSet,
    /// Where that comes from.
    pub source: RightSource,
}

/// Settings with their version: whoever saves says which one they looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptActivitySettings {
    /// How often they were changed.
    pub version: i64,
    /// The settings.
    pub settings: ActivitySettings,
}

/// What can be chosen in settings beside departments and people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityChoices {
    /// Providers of activities that the portal has records of, with how many of the latest are theirs, most first.
    pub providers: Vec<(String, u64)>,
}
