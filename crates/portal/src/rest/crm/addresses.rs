//! `crm.address.list`: the address of a company as its requisites carry it.

use crate::model::{COMPANY, Records, Row, Table, Word};
use crate::rest::call::{Call, Outcome};
use crate::rest::list::{Cell, Entity, Field, Kind};

use super::legacy_list_of;

/// CRM type number of requisites, which own addresses.
const REQUISITE: i64 = 8;
/// Type of a registered address.
const REGISTERED: i64 = 6;

/// One address.
struct Address {
    requisite: u32,
    company: u32,
    text: Word,
}

impl Row for Address {
    fn id(&self) -> u32 {
        self.requisite
    }
}

impl Entity for Address {
    /// Addresses are put together for each request.
    fn table(_records: &Records) -> &Table<Self> {
        static NONE: std::sync::LazyLock<Table<Address>> = std::sync::LazyLock::new(Table::default);
        &NONE
    }

    fn fields() -> &'static [Field<Self>] {
        FIELDS
    }
}

/// Addresses have no ids: the first column is the type.
static FIELDS: &[Field<Address>] = &[
    Field::new("TYPE_ID", "", Kind::Integer, |_, _| Cell::Int(REGISTERED)),
    Field::new("ENTITY_TYPE_ID", "", Kind::Integer, |_, _| Cell::Int(REQUISITE)),
    Field::new("ENTITY_ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.requisite))),
    Field::new("ADDRESS_1", "", Kind::String, |row, r| Cell::Text(r.text(row.text))),
    Field::new("ADDRESS_2", "", Kind::String, |_, _| Cell::None),
    Field::new("CITY", "", Kind::String, |_, _| Cell::None),
    Field::new("POSTAL_CODE", "", Kind::String, |_, _| Cell::None),
    Field::new("REGION", "", Kind::String, |_, _| Cell::None),
    Field::new("PROVINCE", "", Kind::String, |_, _| Cell::None),
    Field::new("COUNTRY", "", Kind::String, |_, _| Cell::None),
    Field::new("COUNTRY_CODE", "", Kind::String, |_, _| Cell::None),
    Field::new("LOC_ADDR_ID", "", Kind::Integer, |_, _| Cell::Int(0)),
    Field::fixed("ANCHOR_TYPE_ID", "", Kind::Integer, |_, _| Cell::Int(i64::from(COMPANY))),
    Field::fixed("ANCHOR_ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.company))),
];

/// `crm.address.list`.
pub(super) fn list(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let mut table = Table::default();
    for requisite in records.requisites.iter().filter(|row| row.entity_type == COMPANY) {
        let company = records.companies.get(requisite.entity_id).filter(|company| !company.address.is_empty());
        if let Some(company) = company {
            table.insert(Address { requisite: requisite.id, company: company.id, text: company.address });
        }
    }
    legacy_list_of(call, None, None, (&table, &records))
}
