//! Stock documents: written, filled with lines, conducted and cancelled. Only a conducted one moves stock.

use crate::dates::parse_instant;
use crate::model::{DocumentElement, DocumentKind, Records, StockDocument, Table};
use crate::rest::call::{Answer, Call, Outcome, id_of};
use crate::rest::error::RestError;
use crate::rest::list::{Cell, Entity, Field, Kind, typed_row};

use super::{decimal, demand, find, list_of, malformed, quantity, text, written};

impl Entity for StockDocument {
    fn table(records: &Records) -> &Table<Self> {
        &records.catalog.documents
    }

    fn fields() -> &'static [Field<Self>] {
        DOCUMENT_FIELDS
    }
}

impl Entity for DocumentElement {
    fn table(records: &Records) -> &Table<Self> {
        &records.catalog.elements
    }

    fn fields() -> &'static [Field<Self>] {
        ELEMENT_FIELDS
    }
}

const TIME: Kind = Kind::DateTime;

static DOCUMENT_FIELDS: &[Field<StockDocument>] = &[
    Field::fixed("ID", "id", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("DOC_TYPE", "docType", Kind::String, |row, _| Cell::Text(row.kind.letter())),
    Field::new("TITLE", "title", Kind::String, |row, _| Cell::Text(&row.title)),
    Field::new("DOC_NUMBER", "docNumber", Kind::String, |row, _| Cell::text_or_none(&row.number)),
    Field::fixed("STATUS", "status", Kind::Char, |row, _| Cell::Flag(row.conducted)),
    Field::fixed("WAS_CANCELLED", "wasCancelled", Kind::Char, |_, _| Cell::Flag(false)),
    Field::new("DATE_DOCUMENT", "dateDocument", TIME, |row, _| Cell::instant_or_none(row.dated_at)),
    Field::fixed("DATE_STATUS", "dateStatus", TIME, |row, _| Cell::instant_or_none(row.conducted_at)),
    Field::fixed("DATE_CREATE", "dateCreate", TIME, |row, _| Cell::Instant(row.created_at)),
    Field::fixed("DATE_MODIFY", "dateModify", TIME, |row, _| Cell::Instant(row.modified_at)),
    Field::new("RESPONSIBLE_ID", "responsibleId", Kind::User, |row, _| Cell::Int(i64::from(row.responsible_id))),
    Field::fixed("CREATED_BY", "createdBy", Kind::User, |row, _| Cell::Int(i64::from(row.created_by))),
    Field::fixed("MODIFIED_BY", "modifiedBy", Kind::User, |row, _| Cell::Int(i64::from(row.modified_by))),
    Field::new("CURRENCY", "currency", Kind::Currency, |row, r| Cell::text_or_none(r.text(row.currency))),
    Field::new("TOTAL", "total", Kind::Double, |row, _| Cell::Money(row.total)),
    Field::new("COMMENTARY", "commentary", Kind::String, |row, _| Cell::text_or_none(&row.commentary)),
    Field::new("SITE_ID", "siteId", Kind::String, |_, _| Cell::Text("s1")),
];

fn store_cell<'a>(store: u32) -> Cell<'a> {
    if store == 0 { Cell::None } else { Cell::Int(i64::from(store)) }
}

static ELEMENT_FIELDS: &[Field<DocumentElement>] = &[
    Field::fixed("ID", "id", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("DOC_ID", "docId", Kind::Integer, |row, _| Cell::Int(i64::from(row.document_id))),
    Field::new("ELEMENT_ID", "elementId", Kind::Integer, |row, _| Cell::Int(i64::from(row.product_id))),
    Field::new("AMOUNT", "amount", Kind::Double, |row, _| quantity(row.amount)),
    Field::new("PURCHASING_PRICE", "purchasingPrice", Kind::Double, |row, _| Cell::Money(row.purchasing_price)),
    Field::new("STORE_FROM", "storeFrom", Kind::Integer, |row, _| store_cell(row.store_from)),
    Field::new("STORE_TO", "storeTo", Kind::Integer, |row, _| store_cell(row.store_to)),
];

/// Stock documents have a right of their own.
fn check_rights(call: &Call<'_>) -> Result<(), RestError> {
    if call.caller.is_admin() {
        return Ok(());
    }
    Err(RestError::new(400, "ERROR_DOCUMENT_RIGHTS", "Access denied"))
}

/// `catalog.document.list`.
pub(super) fn list(call: &Call<'_>) -> Outcome {
    list_of::<StockDocument>(call, "documents")
}

/// `catalog.document.element.list`.
pub(super) fn element_list(call: &Call<'_>) -> Outcome {
    list_of::<DocumentElement>(call, "documentElements")
}

/// `catalog.document.add`.
pub(super) fn add(call: &Call<'_>) -> Outcome {
    check_rights(call)?;
    let fields = written(call)?;
    demand(fields, &["docType", "currency", "responsibleId"])?;
    let kind = DocumentKind::of_letter(&text(fields, "docType")).ok_or_else(|| malformed("Unknown document type"))?;
    let (actor, now) = (call.caller.user_id, call.state.now_ms());
    let mut records = call.state.records_mut();
    let id = records.catalog.documents.next_id();
    let title = text(fields, "title");
    let document = StockDocument {
        id,
        kind,
        title: if title.is_empty() { format!("Документ #{id}").into() } else { title },
        number: text(fields, "docNumber"),
        dated_at: parse_instant(&text(fields, "dateDocument"), &records.zone).unwrap_or(now),
        responsible_id: id_of(fields.get("responsibleId")).unwrap_or(actor),
        created_by: actor,
        modified_by: actor,
        total: decimal(fields, "total")?,
        currency: records.words.intern(&text(fields, "currency")),
        commentary: text(fields, "commentary"),
        created_at: now,
        modified_at: now,
        ..StockDocument::default()
    };
    let answer = typed_row(&document, &records, "document");
    records.catalog.documents.insert(document);
    Ok(answer)
}

/// `catalog.document.delete`: not while it is conducted.
pub(super) fn delete(call: &Call<'_>) -> Outcome {
    check_rights(call)?;
    let mut records = call.state.records_mut();
    let document = find(call, &records.catalog.documents, "document")?;
    if document.conducted {
        return Err(malformed("A conducted document cannot be deleted"));
    }
    let id = document.id;
    records.catalog.documents.remove(id);
    records.catalog.elements.retain(|element| element.document_id != id);
    Ok(Answer::of(true))
}

/// `catalog.document.conduct`.
pub(super) fn conduct(call: &Call<'_>) -> Outcome {
    switch(call, true)
}

/// `catalog.document.cancel`.
pub(super) fn cancel(call: &Call<'_>) -> Outcome {
    switch(call, false)
}

/// Moves the stock of every line, or moves it back.
fn switch(call: &Call<'_>, conducted: bool) -> Outcome {
    check_rights(call)?;
    let mut records = call.state.records_mut();
    let document = find(call, &records.catalog.documents, "document")?;
    if document.conducted == conducted {
        return Err(malformed(if conducted {
            "The document is conducted already"
        } else {
            "The document is not conducted"
        }));
    }
    let (id, kind) = (document.id, document.kind);
    let lines: Vec<DocumentElement> =
        records.catalog.elements.iter().filter(|element| element.document_id == id).cloned().collect();
    if lines.is_empty() {
        return Err(malformed("The document has no products"));
    }
    let comes = kind != DocumentKind::Disposal;
    let leaves = matches!(kind, DocumentKind::Transfer | DocumentKind::Disposal);
    let lacks = |line: &DocumentElement| (comes && line.store_to == 0) || (leaves && line.store_from == 0);
    if lines.iter().any(lacks) {
        return Err(malformed("A line of the document has no store"));
    }
    let sign = if conducted { 1 } else { -1 };
    for line in &lines {
        if leaves {
            records.catalog.move_stock(line.product_id, line.store_from, -sign * line.amount);
        }
        if comes {
            records.catalog.move_stock(line.product_id, line.store_to, sign * line.amount);
        }
    }
    let now = call.state.now_ms();
    if let Some(document) = records.catalog.documents.get_mut(id) {
        document.conducted = conducted;
        document.conducted_at = if conducted { now } else { 0 };
        document.modified_at = now;
        document.modified_by = call.caller.user_id;
    }
    Ok(Answer::of(true))
}

/// `catalog.document.element.add`: while the document is not conducted.
pub(super) fn element_add(call: &Call<'_>) -> Outcome {
    check_rights(call)?;
    let fields = written(call)?;
    demand(fields, &["docId", "elementId"])?;
    let mut records = call.state.records_mut();
    let document_id = id_of(fields.get("docId")).unwrap_or(0);
    let document = records.catalog.documents.get(document_id).ok_or_else(|| malformed("document does not exist."))?;
    if document.conducted {
        return Err(malformed("A conducted document cannot be changed"));
    }
    let product_id = id_of(fields.get("elementId")).unwrap_or(0);
    if records.catalog.products.get(product_id).is_none() {
        return Err(malformed("product does not exist."));
    }
    let element = DocumentElement {
        id: records.catalog.elements.next_id(),
        document_id,
        product_id,
        amount: decimal(fields, "amount")?,
        purchasing_price: decimal(fields, "purchasingPrice")?,
        store_from: id_of(fields.get("storeFrom")).unwrap_or(0),
        store_to: id_of(fields.get("storeTo")).unwrap_or(0),
    };
    let answer = typed_row(&element, &records, "documentElement");
    records.catalog.elements.insert(element);
    Ok(answer)
}

/// `catalog.document.element.delete`.
pub(super) fn element_delete(call: &Call<'_>) -> Outcome {
    check_rights(call)?;
    let mut records = call.state.records_mut();
    let element = find(call, &records.catalog.elements, "documentElement")?;
    let (id, document) = (element.id, element.document_id);
    if records.catalog.documents.get(document).is_some_and(|document| document.conducted) {
        return Err(malformed("A conducted document cannot be changed"));
    }
    records.catalog.elements.remove(id);
    Ok(Answer::of(true))
}
