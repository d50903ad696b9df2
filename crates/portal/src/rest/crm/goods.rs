//! Product rows: lines of goods of deals and smart-process items, in the two styles of the platform.

use crate::model::{DEAL, Discount, MONEY_SCALE, ProductRow, Records, Table};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome, id_of};
use crate::rest::error::RestError;
use crate::rest::list::{
    Cell, Entity, Field, Filter, Kind, Style, money, money_text, parse_select, print_row, typed_list, typed_row,
};

use super::owners::{is_there, of_short_code, short_code};
use super::{legacy_id, required_fields};

impl Entity for ProductRow {
    fn table(records: &Records) -> &Table<Self> {
        &records.sales.product_rows
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }

    fn extra(&self, name: &str, _records: &Records) -> Option<Value> {
        (name == "ownerType").then(|| short_code(self.owner_type).into())
    }

    fn extras_of_all(_style: Style) -> &'static [&'static str] {
        &["ownerType"]
    }
}

/// Prices of one unit on the way to the final one.
struct Prices {
    /// Without discount and tax.
    netto: i64,
    /// Without discount, with tax.
    brutto: i64,
    /// With discount, without tax.
    exclusive: i64,
    /// Discount of one unit before tax.
    discount: i64,
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "prices stay far below 2^53")]
fn prices(row: &ProductRow) -> Prices {
    let tax = 1.0 + row.tax_rate.unwrap_or(0) as f64 / 10_000.0;
    let exclusive = row.price as f64 / tax;
    let netto = match row.discount {
        Discount::None => exclusive,
        Discount::Absolute(sum) => exclusive + sum as f64,
        Discount::Percent(rate) => exclusive / (1.0 - rate as f64 / 10_000.0).max(0.000_1),
    };
    // Prices are kept to hundredths.
    let round = |price: f64| (price / 100.0).round() as i64 * 100;
    Prices {
        netto: round(netto),
        brutto: round(netto * tax),
        exclusive: round(exclusive),
        discount: round(netto - exclusive),
    }
}

#[expect(clippy::cast_precision_loss, reason = "hundredths of a percent")]
fn percent(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}

fn discount_rate(row: &ProductRow) -> f64 {
    let prices = prices(row);
    match row.discount {
        Discount::Percent(rate) => percent(rate),
        Discount::Absolute(sum) if prices.netto != 0 => percent(sum * 10_000 / prices.netto),
        _ => 0.0,
    }
}

fn discount_type(row: &ProductRow) -> i64 {
    if matches!(row.discount, Discount::Absolute(_)) { 1 } else { 2 }
}

fn measure_name(code: u32) -> &'static str {
    match code {
        796 => "шт",
        166 => "кг",
        6 => "м",
        112 => "л",
        _ => "",
    }
}

/// The price in the base currency.
fn account_price(row: &ProductRow, records: &Records) -> i64 {
    let currency = match u8::try_from(row.owner_type) {
        Ok(DEAL) => records.deals.get(row.owner_id).map(|deal| deal.currency),
        _ => records.smart.items.get(&row.owner_type).and_then(|items| items.get(row.owner_id)).map(|row| row.currency),
    };
    let code = currency.map_or("", |currency| records.text(currency));
    let rate = records.currencies.iter().find(|currency| &*currency.code == code);
    rate.map_or(row.price, |rate| row.price * rate.rate / MONEY_SCALE / i64::from(rate.nominal.max(1)))
}

static FIELDS: &[Field<ProductRow>] = &[
    Field::fixed("ID", "id", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("OWNER_ID", "ownerId", Kind::Integer, |row, _| Cell::Int(i64::from(row.owner_id))),
    Field::new("PRODUCT_ID", "productId", Kind::Integer, |row, _| Cell::Int(i64::from(row.product_id))),
    Field::new("PRODUCT_NAME", "productName", Kind::String, |row, _| Cell::Text(&row.name)),
    Field::new("PRICE", "price", Kind::Double, |row, _| Cell::Money(row.price)),
    Field::fixed("PRICE_ACCOUNT", "priceAccount", Kind::Double, |row, r| Cell::Money(account_price(row, r))),
    Field::fixed("PRICE_EXCLUSIVE", "priceExclusive", Kind::Double, |row, _| Cell::Money(prices(row).exclusive)),
    Field::fixed("PRICE_NETTO", "priceNetto", Kind::Double, |row, _| Cell::Money(prices(row).netto)),
    Field::fixed("PRICE_BRUTTO", "priceBrutto", Kind::Double, |row, _| Cell::Money(prices(row).brutto)),
    Field::new("QUANTITY", "quantity", Kind::Double, |row, _| Cell::Money(row.quantity)),
    Field::new("DISCOUNT_TYPE_ID", "discountTypeId", Kind::Integer, |row, _| Cell::Int(discount_type(row))),
    Field::new("DISCOUNT_RATE", "discountRate", Kind::Double, |row, _| Cell::Double(discount_rate(row))),
    Field::new("DISCOUNT_SUM", "discountSum", Kind::Double, |row, _| Cell::Money(prices(row).discount)),
    Field::new("TAX_RATE", "taxRate", Kind::Double, |row, _| {
        row.tax_rate.map_or(Cell::None, |rate| Cell::Double(percent(rate)))
    }),
    Field::new("TAX_INCLUDED", "taxIncluded", Kind::Char, |row, _| Cell::Flag(row.tax_included)),
    Field::new("CUSTOMIZED", "customized", Kind::Char, |_, _| Cell::Flag(true)),
    Field::new("MEASURE_CODE", "measureCode", Kind::Integer, |row, _| Cell::Int(i64::from(row.measure))),
    Field::new("MEASURE_NAME", "measureName", Kind::String, |row, _| Cell::Text(measure_name(row.measure))),
    Field::new("SORT", "sort", Kind::Integer, |row, _| Cell::Int(i64::from(row.sort))),
    Field::fixed("XML_ID", "xmlId", Kind::String, |_, _| Cell::None),
    Field::fixed("TYPE", "type", Kind::Integer, |_, _| Cell::Int(1)),
    Field::new("STORE_ID", "storeId", Kind::Integer, |row, _| match row.store_id {
        0 => Cell::None,
        store => Cell::Int(i64::from(store)),
    }),
];

/// The kind of owner, told apart by its number inside and by its code outside.
static OWNER_TYPE: Field<ProductRow> =
    Field::fixed("", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.owner_type)));

/// Columns `crm.deal.productrows.get` prints as text; the others are numbers (documented).
const TEXTS: [&str; 3] = ["ID", "OWNER_ID", "PRICE_ACCOUNT"];

/// A row of the older method: some columns are text, some numbers.
fn print_mixed(row: &ProductRow, records: &Records) -> Value {
    let mut printed = Vec::with_capacity(FIELDS.len() + 1);
    let select = parse_select::<ProductRow>(Some(&Value::word("*")), Style::Item, records);
    let typed = print_row(row, &select, Style::Item, records);
    for field in FIELDS {
        let value = match field.upper {
            "PRICE_ACCOUNT" => money_text(account_price(row, records)).into(),
            upper if TEXTS.contains(&upper) => Value::text(typed.get(field.camel).and_then(Value::as_int).unwrap_or(0)),
            _ => typed.get(field.camel).cloned().unwrap_or_default(),
        };
        printed.push((field.upper.into(), value));
        if field.upper == "OWNER_ID" {
            printed.push(("OWNER_TYPE".into(), short_code(row.owner_type).into()));
        }
    }
    Value::Map(printed)
}

/// `crm.deal.productrows.get`: everything at once, without paging.
pub(super) fn deal_get(call: &Call<'_>) -> Outcome {
    let id = legacy_id(call)?;
    let records = call.state.records();
    if records.deals.get(id).is_none() {
        return Err(RestError::legacy("Not found"));
    }
    let rows = records.sales.product_rows.iter();
    let own = rows.filter(|row| row.owner_type == u32::from(DEAL) && row.owner_id == id);
    Ok(Answer::of(Value::List(own.map(|row| print_mixed(row, &records)).collect())))
}

/// `crm.deal.productrows.set`: the written rows replace all there were.
pub(super) fn deal_set(call: &Call<'_>) -> Outcome {
    let id = legacy_id(call)?;
    if !is_there(&call.state.records(), u32::from(DEAL), id) {
        return Err(RestError::legacy("Not found"));
    }
    let rows = call.params.param("rows").filter(|rows| rows.is_array());
    let rows = rows.ok_or_else(|| RestError::legacy("Parameter 'rows' must be array."))?;
    replace(call, (u32::from(DEAL), id), rows)?;
    Ok(Answer::of(true))
}

/// A column of a written row, under either of its names.
fn given<'v>(row: &'v Value, field: &str) -> Option<&'v Value> {
    let known = FIELDS.iter().find(|known| known.camel == field)?;
    row.get(known.camel).or_else(|| row.get(known.upper))
}

fn amount(row: &Value, field: &'static str) -> Result<Option<i64>, RestError> {
    let text = given(row, field).and_then(Value::as_text).filter(|text| !text.is_empty());
    text.map(|text| money(&text).ok_or_else(|| RestError::invalid_value(format!("Invalid value of {field}"))))
        .transpose()
}

/// Sets the written columns of a row.
fn set(row: &mut ProductRow, written: &Value, records: &Records) -> Result<(), RestError> {
    if let Some(product) = given(written, "productId") {
        row.product_id = id_of(Some(product)).unwrap_or(0);
        if let Some(product) = records.catalog.products.get(row.product_id) {
            row.name = product.name.clone();
        }
    }
    if let Some(name) = given(written, "productName").and_then(Value::as_text) {
        row.name = name.into();
    }
    row.price = amount(written, "price")?.unwrap_or(row.price);
    row.quantity = amount(written, "quantity")?.unwrap_or(row.quantity);
    if let Some(rate) = amount(written, "taxRate")? {
        row.tax_rate = Some(rate / 100);
    }
    if let Some(flag) = given(written, "taxIncluded") {
        row.tax_included = flag.is_yes();
    }
    let kind = given(written, "discountTypeId").and_then(Value::as_int);
    let (sum, rate) = (amount(written, "discountSum")?, amount(written, "discountRate")?);
    row.discount = match (kind, sum, rate) {
        (Some(1), Some(sum), _) => Discount::Absolute(sum),
        (_, _, Some(rate)) => Discount::Percent(rate / 100),
        _ => row.discount,
    };
    let number = |field: &str| given(written, field).and_then(Value::as_int);
    row.measure = number("measureCode").and_then(|code| u32::try_from(code).ok()).unwrap_or(row.measure);
    row.sort = number("sort").and_then(|sort| i32::try_from(sort).ok()).unwrap_or(row.sort);
    row.store_id = number("storeId").and_then(|store| u32::try_from(store).ok()).unwrap_or(row.store_id);
    Ok(())
}

fn blank(owner: (u32, u32)) -> ProductRow {
    ProductRow { owner_type: owner.0, owner_id: owner.1, quantity: MONEY_SCALE, measure: 796, ..ProductRow::default() }
}

fn replace(call: &Call<'_>, owner: (u32, u32), written: &Value) -> Result<Vec<u32>, RestError> {
    let mut made = Vec::new();
    {
        let records = call.state.records();
        for (item, place) in written.items().into_iter().zip(1..) {
            let mut row = ProductRow { sort: place * 10, ..blank(owner) };
            set(&mut row, item, &records)?;
            made.push(row);
        }
    }
    let mut ids = Vec::new();
    {
        let mut records = call.state.records_mut();
        let rows = &mut records.sales.product_rows;
        rows.retain(|row| (row.owner_type, row.owner_id) != owner);
        for mut row in made {
            row.id = rows.next_id();
            ids.push(row.id);
            rows.insert(row);
        }
    }
    follow(call, owner);
    Ok(ids)
}

/// The amount of a deal whose amount is not typed by hand follows its rows. Then, and only then, it counts as changed.
fn follow(call: &Call<'_>, (owner_type, owner_id): (u32, u32)) {
    let mut records = call.state.records_mut();
    let sum = records.sales.sum_of_rows(owner_type, owner_id).unwrap_or(0);
    if owner_type != u32::from(DEAL) || !records.sales.computed_amounts.contains(&owner_id) {
        return;
    }
    let (now, actor) = (call.state.now_ms(), call.caller.user_id);
    let Some(deal) = records.deals.get_mut(owner_id).filter(|deal| deal.amount != sum) else { return };
    deal.amount = sum;
    deal.modified_at = now;
    deal.modified_by = actor;
    drop(records);
    call.fire_record("ONCRMDEALUPDATE", owner_id);
}

/// The owner named by a short code and an id.
fn owner(call: &Call<'_>, code: Option<&Value>, id: Option<&Value>) -> Result<(u32, u32), RestError> {
    let code = code.and_then(Value::as_text).unwrap_or_default();
    let owner_type = of_short_code(&code).ok_or_else(|| RestError::invalid_value("Invalid value of ownerType"))?;
    let owner_id = id_of(id).unwrap_or(0);
    if !is_there(&call.state.records(), owner_type, owner_id) {
        return Err(RestError::element_not_found());
    }
    Ok((owner_type, owner_id))
}

/// `crm.item.productrow.list`: the filter must hold `=ownerType` and `=ownerId` (documented).
pub(super) fn list(call: &Call<'_>) -> Outcome {
    let filter = call.required("filter")?;
    let asked = |name: &str| filter.entries().into_iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let (Some(code), Some(_)) = (asked("=ownerType"), asked("=ownerId")) else {
        return Err(RestError::invalid_value("Required filter fields: =ownerType, =ownerId"));
    };
    let code = code.as_text().unwrap_or_default();
    let owner_type = of_short_code(&code).ok_or_else(|| RestError::invalid_value("Invalid value of ownerType"))?;
    let rest = filter.entries().into_iter().filter(|(key, _)| key != "=ownerType");
    let rest = Value::Map(rest.map(|(key, value)| (key.into_owned().into(), value.clone())).collect());
    let records = call.state.records();
    let within = Filter::number(&OWNER_TYPE, owner_type);
    typed_list(call, Some(&rest), Some(within), (&records.sales.product_rows, &records), "productRows")
}

fn answer(call: &Call<'_>, id: u32) -> Outcome {
    let records = call.state.records();
    let row = records.sales.product_rows.get(id).ok_or_else(RestError::element_not_found)?;
    Ok(typed_row(row, &records, "productRow"))
}

/// `crm.item.productrow.get`.
pub(super) fn get(call: &Call<'_>) -> Outcome {
    answer(call, call.required_id("id")?)
}

/// `crm.item.productrow.add`.
pub(super) fn add(call: &Call<'_>) -> Outcome {
    let fields = required_fields(call)?;
    let owner = owner(call, fields.get("ownerType"), fields.get("ownerId"))?;
    let mut row = blank(owner);
    set(&mut row, fields, &call.state.records())?;
    let id = {
        let mut records = call.state.records_mut();
        row.id = records.sales.product_rows.next_id();
        let id = row.id;
        records.sales.product_rows.insert(row);
        id
    };
    follow(call, owner);
    answer(call, id)
}

/// `crm.item.productrow.update`.
pub(super) fn update(call: &Call<'_>) -> Outcome {
    let id = call.required_id("id")?;
    let fields = required_fields(call)?;
    let mut row = call.state.records().sales.product_rows.get(id).cloned().ok_or_else(RestError::element_not_found)?;
    set(&mut row, fields, &call.state.records())?;
    let owner = (row.owner_type, row.owner_id);
    call.state.records_mut().sales.product_rows.insert(row);
    follow(call, owner);
    answer(call, id)
}

/// `crm.item.productrow.set`.
pub(super) fn set_all(call: &Call<'_>) -> Outcome {
    let owner = owner(call, call.params.param("ownerType"), call.params.param("ownerId"))?;
    let ids = replace(call, owner, call.required("productRows")?)?;
    let records = call.state.records();
    let select = parse_select::<ProductRow>(Some(&Value::word("*")), Style::Item, &records);
    let rows = ids.into_iter().filter_map(|id| records.sales.product_rows.get(id));
    let rows = rows.map(|row| print_row(row, &select, Style::Item, &records)).collect();
    Ok(Answer::of(Value::map([("productRows", Value::List(rows))])))
}

/// `crm.item.productrow.delete`.
pub(super) fn delete(call: &Call<'_>) -> Outcome {
    let id = call.required_id("id")?;
    let gone = call.state.records_mut().sales.product_rows.remove(id).ok_or_else(RestError::element_not_found)?;
    follow(call, (gone.owner_type, gone.owner_id));
    Ok(Answer::of(Value::Null))
}
