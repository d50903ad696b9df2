//! A small catalogue for the demo: products in two stores, a receipt every month, lines of goods of the latest won deals.

use super::Making;
use crate::model::{
    DEAL, DocumentElement, DocumentKind, MONEY_SCALE, PRODUCT_IBLOCK, Product, ProductRow, Records, StageSemantics,
    StockDocument, Store,
};

/// Products: name, purchasing price in roubles, pieces received a month.
const PRODUCTS: [(&str, i64, u32); 10] = [
    ("Насос центробежный НЦ-40", 38_500, 12),
    ("Насос дренажный НД-12", 14_200, 20),
    ("Компрессор винтовой КВ-7", 126_000, 4),
    ("Фильтр тонкой очистки ФТ-3", 2_350, 80),
    ("Шкаф управления ШУ-2", 54_900, 8),
    ("Датчик давления ДД-1", 4_780, 60),
    ("Клапан обратный КО-50", 3_120, 90),
    ("Манжета уплотнительная М-25", 240, 400),
    ("Теплообменник пластинчатый ТП-16", 71_300, 6),
    ("Частотный преобразователь ЧП-11", 46_800, 10),
];
/// Months of receipts.
const MONTHS: i64 = 12;
const MONTH_MS: i64 = 30 * 86_400_000;
/// Won deals that get a line of goods.
const LINES: usize = 2_000;

/// Adds the catalogue and the lines.
pub(super) fn add(records: &mut Records, making: &Making) {
    let rub = records.words.intern("RUB");
    let begun = making.now - MONTHS * MONTH_MS;
    for (title, id) in ["Основной склад", "Сервисный склад"].into_iter().zip(1..) {
        records.catalog.stores.insert(Store {
            id,
            title: title.into(),
            address: "ул. Складская, 1".into(),
            active: true,
            sort: 100,
            is_default: id == 1,
            created_at: begun,
            modified_at: begun,
            ..Store::default()
        });
    }
    for ((name, price, _), id) in PRODUCTS.into_iter().zip(1..) {
        records.catalog.products.insert(Product {
            id,
            iblock_id: PRODUCT_IBLOCK,
            name: name.into(),
            active: true,
            sort: 500,
            purchasing_price: price * MONEY_SCALE,
            purchasing_currency: rub,
            measure: 5,
            created_by: 1,
            modified_by: 1,
            created_at: begun,
            modified_at: begun,
            ..Product::default()
        });
    }
    let mut random = making.random("goods");
    for month in 0..MONTHS {
        let at = begun + month * MONTH_MS + 10 * 3_600_000;
        receive(records, at, |monthly| random.between(monthly / 2, monthly + monthly / 2));
    }
    add_lines(records, making);
}

/// One conducted receipt of every product; small pieces go to the second store.
fn receive(records: &mut Records, at: i64, mut pieces: impl FnMut(u32) -> u32) {
    let rub = records.words.intern("RUB");
    let document_id = records.catalog.documents.next_id();
    let mut total = 0;
    for ((_, price, monthly), product_id) in PRODUCTS.into_iter().zip(1..) {
        let amount = i64::from(pieces(monthly));
        let store_to = if price < 5_000 { 2 } else { 1 };
        total += amount * price * MONEY_SCALE;
        let id = records.catalog.elements.next_id();
        records.catalog.elements.insert(DocumentElement {
            id,
            document_id,
            product_id,
            amount: amount * MONEY_SCALE,
            purchasing_price: price * MONEY_SCALE,
            store_from: 0,
            store_to,
        });
        records.catalog.move_stock(product_id, store_to, amount * MONEY_SCALE);
    }
    records.catalog.documents.insert(StockDocument {
        id: document_id,
        kind: DocumentKind::Receipt,
        title: format!("Приход #{document_id}").into(),
        number: document_id.to_string().into(),
        conducted: true,
        dated_at: at,
        conducted_at: at,
        responsible_id: 1,
        created_by: 1,
        modified_by: 1,
        total,
        currency: rub,
        created_at: at,
        modified_at: at,
        ..StockDocument::default()
    });
}

/// One line for each of the latest won deals, worth the whole deal.
fn add_lines(records: &mut Records, making: &Making) {
    let mut random = making.random("lines");
    let won = records.deals.iter().rev().filter(|deal| deal.semantics == StageSemantics::Success && deal.amount > 0);
    let mut won: Vec<(u32, i64)> = won.take(LINES).map(|deal| (deal.id, deal.amount)).collect();
    won.reverse();
    for (deal, amount) in won {
        let product = random.index(PRODUCTS.len());
        let quantity = i64::from(random.between(1, 5));
        let id = records.sales.product_rows.next_id();
        records.sales.product_rows.insert(ProductRow {
            id,
            owner_type: u32::from(DEAL),
            owner_id: deal,
            product_id: u32::try_from(product + 1).unwrap_or(1),
            name: PRODUCTS[product].0.into(),
            price: amount / quantity,
            quantity: quantity * MONEY_SCALE,
            measure: 796,
            sort: 10,
            ..ProductRow::default()
        });
    }
}
