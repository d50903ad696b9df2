//! Products.

use crate::model::{PRODUCT_IBLOCK, Product, Records, Table};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome, id_of};
use crate::rest::error::RestError;
use crate::rest::list::{Cell, Entity, Field, Kind, split_prefix, typed_row};

use super::{check_rights, decimal, demand, find, list_of, malformed, names, quantity, text, written};

impl Entity for Product {
    fn table(records: &Records) -> &Table<Self> {
        &records.catalog.products
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}

const TIME: Kind = Kind::DateTime;

static FIELDS: &[Field<Product>] = &[
    Field::fixed("ID", "id", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("IBLOCK_ID", "iblockId", Kind::Integer, |row, _| Cell::Int(i64::from(row.iblock_id))),
    Field::new("IBLOCK_SECTION_ID", "iblockSectionId", Kind::Integer, |row, _| match row.section_id {
        0 => Cell::None,
        section => Cell::Int(i64::from(section)),
    }),
    Field::new("NAME", "name", Kind::String, |row, _| Cell::Text(&row.name)),
    Field::new("CODE", "code", Kind::String, |row, _| Cell::text_or_none(&row.code)),
    Field::new("XML_ID", "xmlId", Kind::String, |row, _| Cell::text_or_none(&row.xml_id)),
    Field::new("ACTIVE", "active", Kind::Char, |row, _| Cell::Flag(row.active)),
    Field::new("SORT", "sort", Kind::Integer, |row, _| Cell::Int(i64::from(row.sort))),
    Field::new("AVAILABLE", "available", Kind::Char, |row, _| Cell::Flag(row.quantity > 0)),
    Field::new("QUANTITY", "quantity", Kind::Double, |row, _| quantity(row.quantity)),
    Field::new("QUANTITY_RESERVED", "quantityReserved", Kind::Double, |row, _| quantity(row.reserved)),
    Field::new("PURCHASING_PRICE", "purchasingPrice", Kind::Double, |row, _| match row.purchasing_price {
        0 => Cell::None,
        price => Cell::Money(price),
    }),
    Field::new("PURCHASING_CURRENCY", "purchasingCurrency", Kind::Currency, |row, r| {
        Cell::text_or_none(r.text(row.purchasing_currency))
    }),
    Field::new("MEASURE", "measure", Kind::Integer, |row, _| Cell::Int(i64::from(row.measure))),
    Field::fixed("TYPE", "type", Kind::Integer, |_, _| Cell::Int(1)),
    Field::new("BUNDLE", "bundle", Kind::Char, |_, _| Cell::Flag(false)),
    Field::fixed("CREATED_BY", "createdBy", Kind::User, |row, _| Cell::Int(i64::from(row.created_by))),
    Field::fixed("MODIFIED_BY", "modifiedBy", Kind::User, |row, _| Cell::Int(i64::from(row.modified_by))),
    Field::fixed("DATE_CREATE", "dateCreate", TIME, |row, _| Cell::Instant(row.created_at)),
    Field::fixed("TIMESTAMP_X", "timestampX", TIME, |row, _| Cell::Instant(row.modified_at)),
];

/// `catalog.product.list`: id and information block must be selected, the information block filtered by (documented).
pub(super) fn list(call: &Call<'_>) -> Outcome {
    let selected = names(call, "select");
    let all = selected.iter().any(|name| name == "*");
    if !["id", "iblockId"].iter().all(|name| all || selected.iter().any(|own| own == name)) {
        return Err(malformed("Required select fields: id, iblockId"));
    }
    let filter = call.params.param("filter").map(Value::entries).unwrap_or_default();
    if !filter.iter().any(|(key, _)| split_prefix(key).1 == "iblockId") {
        return Err(malformed("Required filter fields: iblockId"));
    }
    list_of::<Product>(call, "products")
}

/// `catalog.product.get`.
pub(super) fn get(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let product = find(call, &records.catalog.products, "product")?;
    Ok(typed_row(product, &records, "product"))
}

fn set(records: &mut Records, product: &mut Product, fields: &Value) -> Result<(), RestError> {
    for (name, value) in fields.entries() {
        match &*name {
            "name" => product.name = text(fields, "name"),
            "code" => product.code = text(fields, "code"),
            "xmlId" => product.xml_id = text(fields, "xmlId"),
            "active" => product.active = value.is_yes(),
            "iblockSectionId" => product.section_id = id_of(Some(value)).unwrap_or(0),
            "sort" => product.sort = value.as_int().and_then(|sort| i32::try_from(sort).ok()).unwrap_or(500),
            "measure" => product.measure = id_of(Some(value)).unwrap_or(5),
            "quantity" => product.quantity = decimal(fields, "quantity")?,
            "purchasingPrice" => product.purchasing_price = decimal(fields, "purchasingPrice")?,
            "purchasingCurrency" => {
                product.purchasing_currency = records.words.intern(&text(fields, "purchasingCurrency"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// `catalog.product.add`. The answer's key is `element`, where the other methods of products say `product`.
pub(super) fn add(call: &Call<'_>) -> Outcome {
    check_rights(call)?;
    let fields = written(call)?;
    demand(fields, &["iblockId", "name"])?;
    if id_of(fields.get("iblockId")) != Some(PRODUCT_IBLOCK) {
        return Err(malformed("The iblock is not a product catalog"));
    }
    let (actor, now) = (call.caller.user_id, call.state.now_ms());
    let mut records = call.state.records_mut();
    let mut product = Product {
        id: records.catalog.products.next_id(),
        iblock_id: PRODUCT_IBLOCK,
        active: true,
        sort: 500,
        measure: 5,
        created_by: actor,
        modified_by: actor,
        created_at: now,
        modified_at: now,
        ..Product::default()
    };
    set(&mut records, &mut product, fields)?;
    let answer = typed_row(&product, &records, "element");
    records.catalog.products.insert(product);
    Ok(answer)
}

/// `catalog.product.update`.
pub(super) fn update(call: &Call<'_>) -> Outcome {
    check_rights(call)?;
    let fields = written(call)?;
    let mut records = call.state.records_mut();
    let mut product = find(call, &records.catalog.products, "product")?.clone();
    set(&mut records, &mut product, fields)?;
    product.modified_by = call.caller.user_id;
    product.modified_at = call.state.now_ms();
    let answer = typed_row(&product, &records, "element");
    records.catalog.products.insert(product);
    Ok(answer)
}

/// `catalog.product.delete`: its stock goes with it.
pub(super) fn delete(call: &Call<'_>) -> Outcome {
    check_rights(call)?;
    let mut records = call.state.records_mut();
    let id = find(call, &records.catalog.products, "product")?.id;
    records.catalog.products.remove(id);
    records.catalog.stock.retain(|row| row.product_id != id);
    Ok(Answer::of(true))
}
