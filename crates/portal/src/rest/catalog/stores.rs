//! Stores and what lies in them.

use crate::model::{Records, Store, StoreProduct, Table};
use crate::php::Value;
use crate::rest::call::{Call, Outcome};
use crate::rest::list::{Cell, Entity, Field, Kind, typed_row};

use super::{check_rights, demand, find, list_of, quantity, text, written};

impl Entity for Store {
    fn table(records: &Records) -> &Table<Self> {
        &records.catalog.stores
    }

    fn fields() -> &'static [Field<Self>] {
        STORE_FIELDS
    }
}

impl Entity for StoreProduct {
    fn table(records: &Records) -> &Table<Self> {
        &records.catalog.stock
    }

    fn fields() -> &'static [Field<Self>] {
        STOCK_FIELDS
    }
}

const TIME: Kind = Kind::DateTime;

static STORE_FIELDS: &[Field<Store>] = &[
    Field::fixed("ID", "id", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("TITLE", "title", Kind::String, |row, _| Cell::Text(&row.title)),
    Field::new("ADDRESS", "address", Kind::String, |row, _| Cell::Text(&row.address)),
    Field::new("ACTIVE", "active", Kind::Char, |row, _| Cell::Flag(row.active)),
    Field::new("SORT", "sort", Kind::Integer, |row, _| Cell::Int(i64::from(row.sort))),
    Field::new("CODE", "code", Kind::String, |_, _| Cell::None),
    Field::new("XML_ID", "xmlId", Kind::String, |row, _| Cell::text_or_none(&row.xml_id)),
    Field::new("DESCRIPTION", "description", Kind::String, |_, _| Cell::None),
    Field::new("PHONE", "phone", Kind::String, |_, _| Cell::None),
    Field::new("EMAIL", "email", Kind::String, |_, _| Cell::None),
    Field::new("SCHEDULE", "schedule", Kind::String, |_, _| Cell::None),
    Field::new("IMAGE_ID", "imageId", Kind::Integer, |_, _| Cell::None),
    Field::new("GPS_N", "gpsN", Kind::Double, |_, _| Cell::None),
    Field::new("GPS_S", "gpsS", Kind::Double, |_, _| Cell::None),
    Field::new("ISSUING_CENTER", "issuingCenter", Kind::Char, |_, _| Cell::Flag(true)),
    Field::new("SITE_ID", "siteId", Kind::String, |_, _| Cell::None),
    Field::new("USER_ID", "userId", Kind::User, |_, _| Cell::Int(1)),
    Field::fixed("MODIFIED_BY", "modifiedBy", Kind::User, |_, _| Cell::Int(1)),
    Field::fixed("DATE_CREATE", "dateCreate", TIME, |row, _| Cell::Instant(row.created_at)),
    Field::fixed("DATE_MODIFY", "dateModify", TIME, |row, _| Cell::Instant(row.modified_at)),
];

static STOCK_FIELDS: &[Field<StoreProduct>] = &[
    Field::fixed("ID", "id", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::fixed("PRODUCT_ID", "productId", Kind::Integer, |row, _| Cell::Int(i64::from(row.product_id))),
    Field::fixed("STORE_ID", "storeId", Kind::Integer, |row, _| Cell::Int(i64::from(row.store_id))),
    Field::fixed("AMOUNT", "amount", Kind::Double, |row, _| quantity(row.amount)),
    Field::fixed("QUANTITY_RESERVED", "quantityReserved", Kind::Double, |row, _| quantity(row.reserved)),
];

/// `catalog.store.list`.
pub(super) fn list(call: &Call<'_>) -> Outcome {
    list_of::<Store>(call, "stores")
}

/// `catalog.store.get`.
pub(super) fn get(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    Ok(typed_row(find(call, &records.catalog.stores, "store")?, &records, "store"))
}

/// `catalog.store.add`: a store has an address.
pub(super) fn add(call: &Call<'_>) -> Outcome {
    check_rights(call)?;
    let fields = written(call)?;
    demand(fields, &["address"])?;
    let now = call.state.now_ms();
    let mut records = call.state.records_mut();
    let store = Store {
        id: records.catalog.stores.next_id(),
        title: text(fields, "title"),
        address: text(fields, "address"),
        active: fields.get("active").is_none_or(Value::is_yes),
        sort: 100,
        xml_id: text(fields, "xmlId"),
        is_default: false,
        created_at: now,
        modified_at: now,
    };
    let answer = typed_row(&store, &records, "store");
    records.catalog.stores.insert(store);
    Ok(answer)
}

/// `catalog.storeproduct.list`.
pub(super) fn stock_list(call: &Call<'_>) -> Outcome {
    list_of::<StoreProduct>(call, "storeProducts")
}

/// `catalog.storeproduct.get`.
pub(super) fn stock_get(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    Ok(typed_row(find(call, &records.catalog.stock, "storeProduct")?, &records, "storeProduct"))
}
