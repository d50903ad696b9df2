//! Companies, contacts, deals and what hangs on them.

use super::reference::StageSemantics;
use super::table::Row;
use super::words::Word;

/// Value of one user field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// One item of an enumeration, by item id.
    Item(u32),
    /// Several items of a multiple enumeration.
    Items(Box<[u32]>),
    /// Text.
    Text(Box<str>),
    /// Text that repeats.
    Word(Word),
    /// Whole number.
    Integer(i64),
    /// Fraction.
    Double(f64),
    /// Yes or no.
    Flag(bool),
    /// Day since 1970-01-01 in the portal's zone.
    Day(i32),
    /// Instant, UTC ms.
    Instant(i64),
    /// Money in ten-thousandths and its currency.
    Money(i64, Word),
    /// Several values of a multiple field that is no enumeration.
    Many(Box<[FieldValue]>),
}

/// User field values of one record: pairs of [`super::UserField::id`] and value, absent when empty.
pub type UserValues = Box<[(u32, FieldValue)]>;

/// What a contact point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactPointKind {
    /// Phone number.
    Phone,
    /// E-mail address.
    Email,
    /// Web site.
    Web,
}

/// One phone, e-mail or site of a company or contact (`fm` of the platform), of value type `WORK`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactPoint {
    /// Kind.
    pub kind: ContactPointKind,
    /// The number or address itself.
    pub value: Box<str>,
}

/// A company.
#[derive(Debug, Clone, Default)]
pub struct Company {
    /// Id.
    pub id: u32,
    /// Title.
    pub title: Box<str>,
    /// `COMPANY_TYPE` status id, e.g. `CUSTOMER`.
    pub type_id: Word,
    /// `INDUSTRY` status id.
    pub industry: Word,
    /// `EMPLOYEES` status id.
    pub employees: Word,
    /// Yearly revenue in ten-thousandths of its currency.
    pub revenue: i64,
    /// Currency of the revenue.
    pub currency: Word,
    /// City or address line; may be empty.
    pub address: Word,
    /// Free comments; may be empty.
    pub comments: Box<str>,
    /// Phones, e-mails, sites.
    pub points: Box<[ContactPoint]>,
    /// Responsible user; `0` when there is none.
    pub assigned_by: u32,
    /// Author.
    pub created_by: u32,
    /// Last editor.
    pub modified_by: u32,
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Last change, UTC ms.
    pub modified_at: i64,
    /// Last activity, UTC ms; `0` when never.
    pub last_activity_at: i64,
    /// Visible to everyone.
    pub opened: bool,
    /// One of the portal owner's own companies.
    pub is_my_company: bool,
    /// User field values.
    pub user_values: UserValues,
}

/// Requisites of a company.
#[derive(Debug, Clone, Default)]
pub struct Requisite {
    /// Id.
    pub id: u32,
    /// Owner type: [`super::COMPANY`] or [`super::CONTACT`].
    pub entity_type: u8,
    /// Owner.
    pub entity_id: u32,
    /// Name of the requisite set.
    pub name: Word,
    /// Template number; 1 is a Russian organisation.
    pub preset_id: u32,
    /// Taxpayer number; may be empty.
    pub inn: Box<str>,
    /// Tax registration reason code; may be empty.
    pub kpp: Box<str>,
    /// State registration number; may be empty.
    pub ogrn: Box<str>,
    /// Short legal name; may be empty.
    pub company_name: Box<str>,
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Last change, UTC ms.
    pub modified_at: i64,
}

/// A contact person.
#[derive(Debug, Clone, Default)]
pub struct Contact {
    /// Id.
    pub id: u32,
    /// First name.
    pub name: Box<str>,
    /// Family name.
    pub last_name: Box<str>,
    /// Patronymic.
    pub second_name: Box<str>,
    /// Position.
    pub post: Word,
    /// Main company; `0` when there is none.
    pub company_id: u32,
    /// Phones, e-mails, sites.
    pub points: Box<[ContactPoint]>,
    /// Responsible user; `0` when there is none.
    pub assigned_by: u32,
    /// Author.
    pub created_by: u32,
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Last change, UTC ms.
    pub modified_at: i64,
}

/// A deal.
#[derive(Debug, Clone, Default)]
pub struct Deal {
    /// Id.
    pub id: u32,
    /// Title.
    pub title: Box<str>,
    /// `DEAL_TYPE` status id, e.g. `SALE`.
    pub type_id: Word,
    /// Pipeline; `0` is the default one.
    pub category_id: u32,
    /// Stage, e.g. `NEW` or `C1:WON`.
    pub stage_id: Word,
    /// Semantics of that stage, kept beside it because every report asks.
    pub semantics: StageSemantics,
    /// Probability in percent; `None` when not set.
    pub probability: Option<u8>,
    /// Amount in ten-thousandths of the currency.
    pub amount: i64,
    /// Currency.
    pub currency: Word,
    /// Company; `0` when there is none.
    pub company_id: u32,
    /// Main contact; `0` when there is none.
    pub contact_id: u32,
    /// `SOURCE` status id; may be empty.
    pub source_id: Word,
    /// Free comments; may be empty.
    pub comments: Box<str>,
    /// Responsible user; `0` when there is none.
    pub assigned_by: u32,
    /// Author.
    pub created_by: u32,
    /// Last editor.
    pub modified_by: u32,
    /// Who moved it to the present stage.
    pub moved_by: u32,
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Last change, UTC ms.
    pub modified_at: i64,
    /// Arrival at the present stage, UTC ms.
    pub moved_at: i64,
    /// Last activity, UTC ms; `0` when never.
    pub last_activity_at: i64,
    /// Planned or real start, day since 1970-01-01; `None` when not set.
    pub begin_day: Option<i32>,
    /// Planned or real close, day since 1970-01-01; `None` when not set.
    pub close_day: Option<i32>,
    /// Visible to everyone.
    pub opened: bool,
    /// User field values.
    pub user_values: UserValues,
}

/// A lead.
#[derive(Debug, Clone, Default)]
pub struct Lead {
    /// Id.
    pub id: u32,
    /// Title.
    pub title: Box<str>,
    /// First name.
    pub name: Box<str>,
    /// Family name.
    pub last_name: Box<str>,
    /// `STATUS` status id, e.g. `NEW`.
    pub status_id: Word,
    /// `SOURCE` status id; may be empty.
    pub source_id: Word,
    /// Meaning of the status.
    pub semantics: StageSemantics,
    /// Company; `0` when there is none.
    pub company_id: u32,
    /// Amount in ten-thousandths of the currency.
    pub amount: i64,
    /// Currency.
    pub currency: Word,
    /// Responsible user.
    pub assigned_by: u32,
    /// Author.
    pub created_by: u32,
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Last change, UTC ms.
    pub modified_at: i64,
}

impl Row for Lead {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Company {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Requisite {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Contact {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Deal {
    fn id(&self) -> u32 {
        self.id
    }
}
