//! What hangs on deals and companies beside their columns: contacts, product rows, payments, stage history.

use std::collections::{BTreeMap, BTreeSet};

use super::reference::StageSemantics;
use super::table::{Row, Table};
use super::words::Word;

/// A contact of a deal or company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactLink {
    /// The contact.
    pub contact_id: u32,
    /// Sort weight among the contacts.
    pub sort: i32,
    /// The main one.
    pub primary: bool,
}

/// How a discount is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Discount {
    /// There is none; printed as 2 with a rate of 0.
    #[default]
    None,
    /// 1: an amount per unit, ten-thousandths.
    Absolute(i64),
    /// 2: hundredths of a percent of the price before it.
    Percent(i64),
}

/// One line of goods of a deal or of an item of a smart process.
#[derive(Debug, Clone, Default)]
pub struct ProductRow {
    /// Id.
    pub id: u32,
    /// CRM type number of the owner.
    pub owner_type: u32,
    /// Owner.
    pub owner_id: u32,
    /// Product of the catalogue; `0` for a free line.
    pub product_id: u32,
    /// Name as sold.
    pub name: Box<str>,
    /// Final price of one unit with discount and tax, ten-thousandths.
    pub price: i64,
    /// Quantity, ten-thousandths.
    pub quantity: i64,
    /// Discount.
    pub discount: Discount,
    /// Tax, hundredths of a percent; `None` without tax.
    pub tax_rate: Option<i64>,
    /// Whether the price was typed with the tax in it.
    pub tax_included: bool,
    /// Measure code, e.g. 796 for pieces.
    pub measure: u32,
    /// Sort weight.
    pub sort: i32,
    /// Store the goods are taken from; `0` when unknown.
    pub store_id: u32,
}

/// A payment of a deal.
#[derive(Debug, Clone, Default)]
pub struct Payment {
    /// Id.
    pub id: u32,
    /// CRM type number of the owner.
    pub owner_type: u32,
    /// Owner.
    pub owner_id: u32,
    /// Number shown to people.
    pub number: Box<str>,
    /// Amount, ten-thousandths of the currency.
    pub amount: i64,
    /// Currency.
    pub currency: Word,
    /// When it was paid, UTC ms; `0` while it is not.
    pub paid_at: i64,
    /// Creation, UTC ms.
    pub created_at: i64,
}

/// Why a row of the stage history was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StageMoveKind {
    /// 1: the record was created.
    #[default]
    Created,
    /// 2: it came to a stage in work.
    Intermediate,
    /// 3: it came to a final stage.
    Final,
    /// 5: it came to another pipeline.
    Pipeline,
}

impl StageMoveKind {
    /// The platform's `TYPE_ID`.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Created => 1,
            Self::Intermediate => 2,
            Self::Final => 3,
            Self::Pipeline => 5,
        }
    }
}

/// One row of the stage history.
#[derive(Debug, Clone, Default)]
pub struct StageMove {
    /// Id, growing with time.
    pub id: u32,
    /// CRM type number of the owner.
    pub owner_type: u32,
    /// Owner.
    pub owner_id: u32,
    /// Why the row was written.
    pub kind: StageMoveKind,
    /// When, UTC ms.
    pub at: i64,
    /// Pipeline.
    pub category_id: u32,
    /// Stage it came to.
    pub stage_id: Word,
    /// Meaning of that stage.
    pub semantics: StageSemantics,
}

/// Where a deal of the dataset stood before it was first moved.
#[derive(Debug, Clone, Copy)]
pub struct StageOrigin {
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Arrival at the stage, UTC ms.
    pub moved_at: i64,
    /// Pipeline.
    pub category_id: u32,
    /// Stage.
    pub stage_id: Word,
    /// Meaning of the stage.
    pub semantics: StageSemantics,
}

/// Stage history. Rows of deals a dataset brought are made up when the history is first read: until then moves only wait,
/// so that no change of a large portal has to make up millions of rows first.
#[derive(Debug, Clone, Default)]
pub struct StageHistory {
    /// The rows.
    pub moves: Table<StageMove>,
    /// Deals with ids up to this one have their rows.
    pub covered: u32,
    /// Moves of other deals, without ids, oldest first.
    pub waiting: Vec<StageMove>,
    /// Where the deals of the waiting moves stood before; `None` for those that were created since.
    pub origins: BTreeMap<u32, Option<StageOrigin>>,
}

/// Everything of this module a portal holds.
#[derive(Debug, Clone, Default)]
pub struct Sales {
    /// Lines of goods.
    pub product_rows: Table<ProductRow>,
    /// Payments.
    pub payments: Table<Payment>,
    /// Contacts of deals that have more to say than [`super::Deal::contact_id`].
    pub deal_contacts: BTreeMap<u32, Vec<ContactLink>>,
    /// Contacts of companies that were set by hand; other companies have those that name them.
    pub company_contacts: BTreeMap<u32, Vec<ContactLink>>,
    /// Deals whose amount follows their product rows.
    pub computed_amounts: BTreeSet<u32>,
    /// Stage history of deals and of items of smart processes.
    pub history: StageHistory,
}

impl ProductRow {
    /// Price of the whole line, ten-thousandths.
    #[must_use]
    pub fn sum(&self) -> i64 {
        let scale = i128::from(super::MONEY_SCALE);
        let exact = i128::from(self.price) * i128::from(self.quantity);
        // Sums are kept to hundredths of a currency unit, halves away from zero.
        let hundredths = (exact + (scale * 50) * exact.signum()) / (scale * 100);
        i64::try_from(hundredths * 100).unwrap_or(i64::MAX)
    }
}

impl Sales {
    /// The sum of the product rows of a record; `None` when it has none.
    #[must_use]
    pub fn sum_of_rows(&self, owner_type: u32, owner_id: u32) -> Option<i64> {
        let rows = self.product_rows.iter().filter(|row| row.owner_type == owner_type && row.owner_id == owner_id);
        rows.map(ProductRow::sum).reduce(|a, b| a + b)
    }
}

impl Row for ProductRow {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Payment {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for StageMove {
    fn id(&self) -> u32 {
        self.id
    }
}
