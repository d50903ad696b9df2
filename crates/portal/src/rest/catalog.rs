//! The trade catalogue: products, stores, stock and the documents that move it.
//!
//! Its lists answer typed rows in camelCase under a name of their own and refuse with numbers: 0 for a malformed request,
//! 200040300010 for a lack of rights (documented).

mod documents;
mod products;
mod stores;

use crate::model::{PRODUCT_IBLOCK, Row, Table};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;
use crate::rest::list::{Cell, Entity, money, typed_list};
use crate::rest::methods::Method;

const CATALOG: &[&str] = &["catalog"];

/// Methods of this family.
pub(super) static METHODS: &[Method] = &[
    Method::new("catalog.catalog.list", CATALOG, catalog_list),
    Method::new("catalog.document.add", CATALOG, documents::add),
    Method::new("catalog.document.cancel", CATALOG, documents::cancel),
    Method::new("catalog.document.conduct", CATALOG, documents::conduct),
    Method::new("catalog.document.delete", CATALOG, documents::delete),
    Method::new("catalog.document.element.add", CATALOG, documents::element_add),
    Method::new("catalog.document.element.delete", CATALOG, documents::element_delete),
    Method::new("catalog.document.element.list", CATALOG, documents::element_list),
    Method::new("catalog.document.list", CATALOG, documents::list),
    Method::new("catalog.product.add", CATALOG, products::add),
    Method::new("catalog.product.delete", CATALOG, products::delete),
    Method::new("catalog.product.get", CATALOG, products::get),
    Method::new("catalog.product.list", CATALOG, products::list),
    Method::new("catalog.product.update", CATALOG, products::update),
    Method::new("catalog.store.add", CATALOG, stores::add),
    Method::new("catalog.store.get", CATALOG, stores::get),
    Method::new("catalog.store.list", CATALOG, stores::list),
    Method::new("catalog.storeproduct.get", CATALOG, stores::stock_get),
    Method::new("catalog.storeproduct.list", CATALOG, stores::stock_list),
];

/// A malformed request.
fn malformed(text: impl Into<String>) -> RestError {
    RestError::numbered(400, 0, text)
}

/// Only administrators change the catalogue.
fn check_rights(call: &Call<'_>) -> Result<(), RestError> {
    if call.caller.is_admin() {
        return Ok(());
    }
    Err(RestError::numbered(400, 200_040_300_010, "Access Denied"))
}

/// The fields to write.
fn written<'c>(call: &'c Call<'_>) -> Result<&'c Value, RestError> {
    let fields = call.params.param("fields").filter(|fields| fields.is_array());
    fields.ok_or_else(|| malformed("Required fields: fields"))
}

/// Refuses fields that lack one of these.
fn demand(fields: &Value, names: &[&str]) -> Result<(), RestError> {
    let is_missing = |name: &&&str| fields.get(name).and_then(Value::as_text).is_none_or(|text| text.is_empty());
    let missing: Vec<&str> = names.iter().filter(is_missing).copied().collect();
    if missing.is_empty() { Ok(()) } else { Err(malformed(format!("Required fields: {}", missing.join(", ")))) }
}

fn text(fields: &Value, name: &str) -> Box<str> {
    fields.get(name).and_then(Value::as_text).unwrap_or_default().into()
}

/// A decimal of ten-thousandths; nothing where it is not given.
fn decimal(fields: &Value, name: &str) -> Result<i64, RestError> {
    match fields.get(name).and_then(Value::as_text).filter(|text| !text.is_empty()) {
        Some(text) => money(&text).ok_or_else(|| malformed(format!("Field {name} is not a number"))),
        None => Ok(0),
    }
}

/// A list of this family.
fn list_of<T: Entity>(call: &Call<'_>, name: &'static str) -> Outcome {
    let records = call.state.records();
    let filter = call.params.param("filter");
    typed_list::<T>(call, filter, None, (T::table(&records), &records), name).map_err(|error| malformed(error.text))
}

/// The row with the asked id.
fn find<'r, T: Row>(call: &Call<'_>, table: &'r Table<T>, name: &str) -> Result<&'r T, RestError> {
    let id = call.id("id").ok_or_else(|| malformed("Required fields: id"))?;
    table.get(id).ok_or_else(|| malformed(format!("{name} does not exist.")))
}

/// A quantity, printed as the number it is.
const fn quantity<'a>(amount: i64) -> Cell<'a> {
    Cell::Money(amount)
}

/// `catalog.catalog.list`: one catalogue of products, whose information block the product methods ask for.
fn catalog_list(_call: &Call<'_>) -> Outcome {
    let catalog = Value::map([
        ("iblockId", Value::from(PRODUCT_IBLOCK)),
        ("iblockTypeId", Value::word("CRM_PRODUCT_CATALOG")),
        ("id", Value::from(PRODUCT_IBLOCK)),
        ("lid", Value::word("s1")),
        ("name", Value::word("Товарный каталог CRM")),
        ("productIblockId", Value::Null),
        ("skuPropertyId", Value::Null),
        ("subscription", Value::word("N")),
        ("vatId", Value::Null),
        ("yandexExport", Value::word("N")),
    ]);
    let result = Value::map([("catalogs", Value::List(vec![catalog]))]);
    Ok(Answer { result, total: Some(1), next: None })
}

/// Names of a parameter that is a list of names.
fn names(call: &Call<'_>, parameter: &str) -> Vec<String> {
    let names = call.params.param(parameter).map(Value::items).unwrap_or_default();
    names.into_iter().filter_map(Value::as_text).map(std::borrow::Cow::into_owned).collect()
}
