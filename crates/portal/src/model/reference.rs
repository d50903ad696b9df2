//! Pipelines, reference rows, currencies, user field definitions, the calendar and the portal's own card.

use super::table::Row;

/// Name, language and plan of the portal.
#[derive(Debug, Clone)]
pub struct PortalCard {
    /// Company name shown on the portal's pages.
    pub title: Box<str>,
    /// Interface language, e.g. `ru`.
    pub language: Box<str>,
    /// Plan as `app.info` prints it, e.g. `ru_ent10000`.
    pub license: Box<str>,
    /// Plan type, e.g. `ent10000`.
    pub license_type: Box<str>,
    /// Plan family, e.g. `ent`.
    pub license_family: Box<str>,
}

impl Default for PortalCard {
    fn default() -> Self {
        Self {
            title: "Портал".into(),
            language: "ru".into(),
            license: "ru_pro100".into(),
            license_type: "pro100".into(),
            license_family: "pro".into(),
        }
    }
}

/// A deal pipeline.
#[derive(Debug, Clone, Default)]
pub struct Category {
    /// Id; the default pipeline is `0`.
    pub id: u32,
    /// Name.
    pub name: Box<str>,
    /// Sort weight.
    pub sort: i32,
    /// Whether it is the default one.
    pub is_default: bool,
}

/// What a stage means for its deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StageSemantics {
    /// In work: `P`.
    #[default]
    Process,
    /// Won: `S`.
    Success,
    /// Lost: `F`.
    Failure,
    /// Lost, the "apology" kind: also `F`.
    Apology,
}

impl StageSemantics {
    /// The letter deals carry: `P`, `S` or `F`.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::Process => "P",
            Self::Success => "S",
            Self::Failure | Self::Apology => "F",
        }
    }

    /// The word `EXTRA.SEMANTICS` of a status row carries.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Apology => "apology",
        }
    }
}

/// One reference row: a stage, a source, an industry, …
#[derive(Debug, Clone, Default)]
pub struct Status {
    /// Id of the row.
    pub id: u32,
    /// List it belongs to: `DEAL_STAGE`, `DEAL_STAGE_1`, `SOURCE`, `COMPANY_TYPE`, `INDUSTRY`, `EMPLOYEES`, …
    pub entity_id: Box<str>,
    /// Key within the list, e.g. `NEW`, `C1:NEW`, `CALL`.
    pub status_id: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Sort weight.
    pub sort: i32,
    /// Cannot be deleted by users.
    pub system: bool,
    /// Pipeline of a stage outside the default one.
    pub category_id: Option<u32>,
    /// Colour `#RRGGBB`; empty where the list has none.
    pub color: Box<str>,
    /// Meaning of a stage; `None` for lists that are not stages.
    pub semantics: Option<StageSemantics>,
}

/// A currency.
#[derive(Debug, Clone)]
pub struct Currency {
    /// Three-letter code.
    pub code: Box<str>,
    /// Number of units the rate is given for.
    pub nominal: u32,
    /// Rate of that many units in the base currency, ten-thousandths.
    pub rate: i64,
    /// Whether this is the base currency.
    pub base: bool,
    /// Full name.
    pub name: Box<str>,
    /// Sort weight.
    pub sort: i32,
}

/// Kind of a user field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserFieldKind {
    /// Text.
    String,
    /// Whole number.
    Integer,
    /// Fraction.
    Double,
    /// Yes or no.
    Boolean,
    /// Choice of items.
    Enumeration,
    /// Day.
    Date,
    /// Instant.
    DateTime,
    /// Amount with currency.
    Money,
}

impl UserFieldKind {
    /// The platform's `USER_TYPE_ID`.
    #[must_use]
    pub fn type_id(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Double => "double",
            Self::Boolean => "boolean",
            Self::Enumeration => "enumeration",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Money => "money",
        }
    }
}

/// One item of an enumeration field.
#[derive(Debug, Clone)]
pub struct EnumerationItem {
    /// Id: what records store.
    pub id: u32,
    /// Text.
    pub value: Box<str>,
    /// Sort weight.
    pub sort: i32,
    /// Chosen by default.
    pub default: bool,
    /// Outer key; may be empty.
    pub xml_id: Box<str>,
}

/// Definition of a user field.
#[derive(Debug, Clone)]
pub struct UserField {
    /// Id: the key in [`super::UserValues`].
    pub id: u32,
    /// `UF_CRM_…`.
    pub field_name: Box<str>,
    /// Kind.
    pub kind: UserFieldKind,
    /// Holds several values.
    pub multiple: bool,
    /// Must be filled.
    pub mandatory: bool,
    /// Sort weight.
    pub sort: i32,
    /// Russian label.
    pub label_ru: Box<str>,
    /// English label.
    pub label_en: Box<str>,
    /// Items of an enumeration; empty for other kinds.
    pub items: Vec<EnumerationItem>,
}

/// Day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// Two letters of the platform: `MO` … `SU`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Monday => "MO",
            Self::Tuesday => "TU",
            Self::Wednesday => "WE",
            Self::Thursday => "TH",
            Self::Friday => "FR",
            Self::Saturday => "SA",
            Self::Sunday => "SU",
        }
    }
}

/// Working calendar of the portal, with the platform's yearless day lists.
#[derive(Debug, Clone)]
pub struct CalendarSettings {
    /// Hour the working day starts, as the platform writes it (`9`, `9.30`).
    pub work_time_start: Box<str>,
    /// Hour it ends.
    pub work_time_end: Box<str>,
    /// Holidays as (day, month).
    pub year_holidays: Vec<(u8, u8)>,
    /// Working days that fall on days off, as (day, month).
    pub year_workdays: Vec<(u8, u8)>,
    /// Days off of every week.
    pub week_holidays: Vec<Weekday>,
    /// First day of the week.
    pub week_start: Weekday,
}

impl Default for CalendarSettings {
    fn default() -> Self {
        let year_holidays = vec![
            (1, 1),
            (2, 1),
            (3, 1),
            (4, 1),
            (5, 1),
            (6, 1),
            (7, 1),
            (8, 1),
            (23, 2),
            (8, 3),
            (1, 5),
            (9, 5),
            (12, 6),
            (4, 11),
        ];
        Self {
            work_time_start: "9".into(),
            work_time_end: "18".into(),
            year_holidays,
            year_workdays: Vec::new(),
            week_holidays: vec![Weekday::Saturday, Weekday::Sunday],
            week_start: Weekday::Monday,
        }
    }
}

impl Row for Category {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Status {
    fn id(&self) -> u32 {
        self.id
    }
}
