//! The trade catalogue: products, stores, what lies in them and the documents that moved it.

use super::table::{Row, Table};
use super::words::Word;

/// Information block the products of a portal live in.
pub const PRODUCT_IBLOCK: u32 = 14;

/// A product.
#[derive(Debug, Clone, Default)]
pub struct Product {
    /// Id.
    pub id: u32,
    /// Information block.
    pub iblock_id: u32,
    /// Section; `0` for none.
    pub section_id: u32,
    /// Name.
    pub name: Box<str>,
    /// Symbolic code; may be empty.
    pub code: Box<str>,
    /// Outer key; may be empty.
    pub xml_id: Box<str>,
    /// For sale.
    pub active: bool,
    /// Sort weight.
    pub sort: i32,
    /// Goods free in all stores, ten-thousandths.
    pub quantity: i64,
    /// Goods promised to customers, ten-thousandths.
    pub reserved: i64,
    /// Purchasing price, ten-thousandths.
    pub purchasing_price: i64,
    /// Currency of the purchasing price.
    pub purchasing_currency: Word,
    /// Measure number: 5 for pieces.
    pub measure: u32,
    /// Author.
    pub created_by: u32,
    /// Last editor.
    pub modified_by: u32,
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Last change, UTC ms.
    pub modified_at: i64,
}

/// A store.
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// Id.
    pub id: u32,
    /// Title.
    pub title: Box<str>,
    /// Address.
    pub address: Box<str>,
    /// In use.
    pub active: bool,
    /// Sort weight.
    pub sort: i32,
    /// The default one.
    pub is_default: bool,
    /// Outer key; may be empty.
    pub xml_id: Box<str>,
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Last change, UTC ms.
    pub modified_at: i64,
}

/// What lies of one product in one store.
#[derive(Debug, Clone, Default)]
pub struct StoreProduct {
    /// Id.
    pub id: u32,
    /// Product.
    pub product_id: u32,
    /// Store.
    pub store_id: u32,
    /// Amount, ten-thousandths.
    pub amount: i64,
    /// Reserved part, ten-thousandths.
    pub reserved: i64,
}

/// Kind of a stock document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DocumentKind {
    /// `A`: receipt.
    #[default]
    Receipt,
    /// `S`: stock put on the books.
    Adjustment,
    /// `M`: transfer between stores.
    Transfer,
    /// `R`: return.
    Return,
    /// `D`: disposal.
    Disposal,
}

impl DocumentKind {
    /// The platform's letter.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::Receipt => "A",
            Self::Adjustment => "S",
            Self::Transfer => "M",
            Self::Return => "R",
            Self::Disposal => "D",
        }
    }

    /// The kind with this letter.
    #[must_use]
    pub fn of_letter(letter: &str) -> Option<Self> {
        [Self::Receipt, Self::Adjustment, Self::Transfer, Self::Return, Self::Disposal]
            .into_iter()
            .find(|kind| kind.letter() == letter)
    }
}

/// A stock document.
#[derive(Debug, Clone, Default)]
pub struct StockDocument {
    /// Id.
    pub id: u32,
    /// Kind.
    pub kind: DocumentKind,
    /// Title.
    pub title: Box<str>,
    /// Number shown to people; may be empty.
    pub number: Box<str>,
    /// Conducted: stores have been changed by it.
    pub conducted: bool,
    /// Date of the document, UTC ms.
    pub dated_at: i64,
    /// When it was conducted, UTC ms; `0` while it is not.
    pub conducted_at: i64,
    /// Responsible user.
    pub responsible_id: u32,
    /// Author.
    pub created_by: u32,
    /// Last editor.
    pub modified_by: u32,
    /// Sum, ten-thousandths.
    pub total: i64,
    /// Currency.
    pub currency: Word,
    /// Comment; may be empty.
    pub commentary: Box<str>,
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Last change, UTC ms.
    pub modified_at: i64,
}

/// A line of a stock document.
#[derive(Debug, Clone, Default)]
pub struct DocumentElement {
    /// Id.
    pub id: u32,
    /// Document.
    pub document_id: u32,
    /// Product.
    pub product_id: u32,
    /// Amount, ten-thousandths.
    pub amount: i64,
    /// Purchasing price, ten-thousandths.
    pub purchasing_price: i64,
    /// Store the goods leave; `0` for none.
    pub store_from: u32,
    /// Store they come to; `0` for none.
    pub store_to: u32,
}

/// The catalogue of a portal.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// Products.
    pub products: Table<Product>,
    /// Stores.
    pub stores: Table<Store>,
    /// Stock by product and store.
    pub stock: Table<StoreProduct>,
    /// Documents.
    pub documents: Table<StockDocument>,
    /// Lines of the documents.
    pub elements: Table<DocumentElement>,
}

impl Catalog {
    /// Adds to the stock of a product in a store and to the product's own quantity; both may be lowered.
    pub fn move_stock(&mut self, product_id: u32, store_id: u32, by: i64) {
        let place = self.stock.iter().find(|row| row.product_id == product_id && row.store_id == store_id);
        let id = place.map_or_else(|| self.stock.next_id(), |row| row.id);
        if self.stock.get(id).is_none() {
            self.stock.insert(StoreProduct { id, product_id, store_id, ..StoreProduct::default() });
        }
        if let Some(row) = self.stock.get_mut(id) {
            row.amount += by;
        }
        if let Some(product) = self.products.get_mut(product_id) {
            product.quantity += by;
        }
    }
}

impl Row for Product {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Store {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for StoreProduct {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for StockDocument {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for DocumentElement {
    fn id(&self) -> u32 {
        self.id
    }
}
