//! The records of one portal, in memory.
//!
//! Everything the REST half lists, the pages show and the datasets generate lives in [`Records`]. Rows are compact
//! typed structs rather than maps, because the load dataset holds 600,000 deals and 2,400,000 activities in one process:
//! ids are `u32`, instants are `i64` UTC milliseconds, days are `i32` since 1970-01-01 in the portal's zone, money is an
//! integer of ten-thousandths, and every string that repeats is interned as a [`Word`]. An id of `0` means "none", as on
//! the platform itself.

mod catalog;
mod crm;
mod office;
mod people;
mod reference;
mod sales;
mod smart;
mod table;
mod timeline;
mod words;

pub use catalog::{
    Catalog, DocumentElement, DocumentKind, PRODUCT_IBLOCK, Product, StockDocument, Store, StoreProduct,
};
pub use crm::{Company, Contact, ContactPoint, ContactPointKind, Deal, FieldValue, Lead, Requisite, UserValues};
pub use office::{Message, MessageKind, Office, Post, StoredFile, Task};
pub use people::{Department, User};
pub use reference::{
    CalendarSettings, Category, Currency, EnumerationItem, PortalCard, StageSemantics, Status, UserField,
    UserFieldKind, Weekday,
};
pub use sales::{
    ContactLink, Discount, Payment, ProductRow, Sales, StageHistory, StageMove, StageMoveKind, StageOrigin,
};
pub use smart::{FIRST_SMART_TYPE, SmartItem, SmartProcesses, SmartType};
pub use table::{Row, Table};
pub use timeline::{Activity, ActivityKind, Call, CallKind, Comment, Direction, Provider};
pub use words::{Word, Words};

use jiff::tz::TimeZone;

/// CRM type number of a lead.
pub const LEAD: u8 = 1;
/// CRM type number of a deal.
pub const DEAL: u8 = 2;
/// CRM type number of a contact.
pub const CONTACT: u8 = 3;
/// CRM type number of a company.
pub const COMPANY: u8 = 4;

/// Units of money in one currency unit: amounts are integers of ten-thousandths.
pub const MONEY_SCALE: i64 = 10_000;

/// Every record of one portal.
#[derive(Debug, Clone)]
pub struct Records {
    /// Interned strings: every [`Word`] in a row is resolved here.
    pub words: Words,
    /// The portal's zone; instants are printed in it and days are counted in it.
    pub zone: TimeZone,
    /// The zone people have chosen in their profiles; empty while the portal finds it out by itself.
    pub people_zone: String,
    /// Name, language and plan of the portal.
    pub card: PortalCard,
    /// Employees, dismissed ones included.
    pub users: Table<User>,
    /// Departments; the root has parent `0`.
    pub departments: Table<Department>,
    /// Deal pipelines; the default one has id `0`.
    pub categories: Table<Category>,
    /// Reference rows of every `ENTITY_ID`: stages, sources, company types, industries, …
    pub statuses: Table<Status>,
    /// Currencies in display order.
    pub currencies: Vec<Currency>,
    /// Companies.
    pub companies: Table<Company>,
    /// Requisites (INN, KPP, …) of companies.
    pub requisites: Table<Requisite>,
    /// Contacts.
    pub contacts: Table<Contact>,
    /// Deals.
    pub deals: Table<Deal>,
    /// Timeline activities: calls, meetings, mail, tasks.
    pub activities: Table<Activity>,
    /// Telephony statistics.
    pub calls: Table<Call>,
    /// Working calendar of the portal.
    pub calendar: CalendarSettings,
    /// User field definitions of deals.
    pub deal_fields: Vec<UserField>,
    /// User field definitions of companies.
    pub company_fields: Vec<UserField>,
    /// Leads.
    pub leads: Table<Lead>,
    /// Comments in timelines.
    pub comments: Table<Comment>,
    /// Contacts, goods, payments and stage history of deals.
    pub sales: Sales,
    /// Smart processes and their items.
    pub smart: SmartProcesses,
    /// Trade catalogue.
    pub catalog: Catalog,
    /// Messages, posts, files, tasks.
    pub office: Office,
}

impl Records {
    /// A portal without a single record, in the given zone. Currencies, stages and users are the caller's to add.
    #[must_use]
    pub fn new(zone: TimeZone) -> Self {
        Self {
            words: Words::default(),
            zone,
            people_zone: String::new(),
            card: PortalCard::default(),
            users: Table::default(),
            departments: Table::default(),
            categories: Table::default(),
            statuses: Table::default(),
            currencies: Vec::new(),
            companies: Table::default(),
            requisites: Table::default(),
            contacts: Table::default(),
            deals: Table::default(),
            activities: Table::default(),
            calls: Table::default(),
            calendar: CalendarSettings::default(),
            deal_fields: Vec::new(),
            company_fields: Vec::new(),
            leads: Table::default(),
            comments: Table::default(),
            sales: Sales::default(),
            smart: SmartProcesses::default(),
            catalog: Catalog::default(),
            office: Office::default(),
        }
    }

    /// The zone a portal has when its dataset names none: Moscow, or its fixed offset without a zone database.
    #[must_use]
    pub fn default_zone() -> TimeZone {
        TimeZone::get("Europe/Moscow").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(3)))
    }

    /// The text of an interned word.
    #[must_use]
    pub fn text(&self, word: Word) -> &str {
        self.words.text(word)
    }

    /// The stage row with this `STATUS_ID` (`NEW`, `C1:WON`, …) among deal stages.
    #[must_use]
    pub fn deal_stage(&self, stage_id: &str) -> Option<&Status> {
        self.statuses.iter().find(|row| row.entity_id.starts_with("DEAL_STAGE") && &*row.status_id == stage_id)
    }

    /// Definition of the user field with this `FIELD_NAME` among deals or companies.
    #[must_use]
    pub fn user_field(&self, entity_type: u8, field_name: &str) -> Option<&UserField> {
        let fields = if entity_type == DEAL { &self.deal_fields } else { &self.company_fields };
        fields.iter().find(|field| &*field.field_name == field_name)
    }
}
