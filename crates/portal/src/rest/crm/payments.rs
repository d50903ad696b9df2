//! Payments of deals and smart-process items.

use crate::dates::print_instant;
use crate::model::{DEAL, Payment, Records};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;

use super::owners::is_there;

fn owner(call: &Call<'_>) -> Result<(u32, u32), RestError> {
    let owner = (call.required_id("entityTypeId")?, call.required_id("entityId")?);
    if is_there(&call.state.records(), owner.0, owner.1) { Ok(owner) } else { Err(RestError::element_not_found()) }
}

/// `crm.item.payment.list`: all at once.
pub(super) fn list(call: &Call<'_>) -> Outcome {
    let owner = owner(call)?;
    let records = call.state.records();
    let own = records.sales.payments.iter().filter(|row| (row.owner_type, row.owner_id) == owner);
    Ok(Answer::of(Value::List(own.map(|row| print(row, &records)).collect())))
}

/// `crm.item.payment.get`.
pub(super) fn get(call: &Call<'_>) -> Outcome {
    let id = call.required_id("id")?;
    let records = call.state.records();
    let row = records.sales.payments.get(id).ok_or_else(RestError::element_not_found)?;
    Ok(Answer::of(print(row, &records)))
}

fn print(row: &Payment, records: &Records) -> Value {
    let paid: Value = if row.paid_at == 0 { Value::Null } else { print_instant(row.paid_at, &records.zone).into() };
    #[expect(clippy::cast_precision_loss, reason = "amounts are printed as the floats the platform uses")]
    let sum = row.amount as f64 / 10_000.0;
    Value::map([
        ("id", Value::from(row.id)),
        ("accountNumber", (&*row.number).into()),
        ("paid", Value::flag(row.paid_at != 0)),
        ("datePaid", paid),
        ("empPaidId", Value::Null),
        ("sum", Value::Float(sum)),
        ("currency", records.text(row.currency).into()),
        ("paySystemId", Value::Int(0)),
        ("paySystemName", Value::word("")),
    ])
}

/// `crm.item.payment.add`: of a deal, for what it is worth.
pub(super) fn add(call: &Call<'_>) -> Outcome {
    let owner = owner(call)?;
    let mut records = call.state.records_mut();
    let deal = records.deals.get(owner.1).filter(|_| owner.0 == u32::from(DEAL));
    let (amount, currency) = deal.map(|deal| (deal.amount, deal.currency)).unwrap_or_default();
    let before = records.sales.payments.iter().filter(|row| (row.owner_type, row.owner_id) == owner).count();
    let id = records.sales.payments.next_id();
    records.sales.payments.insert(Payment {
        id,
        owner_type: owner.0,
        owner_id: owner.1,
        number: format!("{}/{}", owner.1, before + 1).into(),
        amount,
        currency,
        paid_at: 0,
        created_at: call.state.now_ms(),
    });
    Ok(Answer::of(id))
}

/// `crm.item.payment.pay`.
pub(super) fn pay(call: &Call<'_>) -> Outcome {
    set_paid(call, call.state.now_ms())
}

/// `crm.item.payment.unpay`.
pub(super) fn unpay(call: &Call<'_>) -> Outcome {
    set_paid(call, 0)
}

fn set_paid(call: &Call<'_>, at: i64) -> Outcome {
    let id = call.required_id("id")?;
    let mut records = call.state.records_mut();
    records.sales.payments.get_mut(id).ok_or_else(RestError::element_not_found)?.paid_at = at;
    Ok(Answer::of(true))
}

/// `crm.item.payment.delete`.
pub(super) fn delete(call: &Call<'_>) -> Outcome {
    let id = call.required_id("id")?;
    call.state.records_mut().sales.payments.remove(id).ok_or_else(RestError::element_not_found)?;
    Ok(Answer::of(true))
}
