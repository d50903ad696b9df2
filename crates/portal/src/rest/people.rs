//! Users and departments. Their answers mix types as the platform's do: ids are text, flags are booleans, departments
//! are numbers.

use std::borrow::Cow;

use crate::dates::print_instant;
use crate::model::{Department, Records, Table, User};
use crate::php::Value;
use crate::rest::call::{Answer, Call, Caller, Outcome};
use crate::rest::error::RestError;
use crate::rest::list::{Cell, Entity, Field, Kind, Style, column_by_name, page_of, parse_filter, parse_start};

impl Entity for User {
    fn table(records: &Records) -> &Table<Self> {
        &records.users
    }

    fn fields() -> &'static [Field<Self>] {
        USER_FIELDS
    }
}

static USER_FIELDS: &[Field<User>] = &[
    Field::new("ID", "", Kind::Integer, |user, _| Cell::Int(i64::from(user.id))),
    Field::new("ACTIVE", "", Kind::Char, |user, _| Cell::Flag(user.active)),
    Field::new("NAME", "", Kind::String, |user, _| Cell::Text(&user.name)),
    Field::new("LAST_NAME", "", Kind::String, |user, _| Cell::Text(&user.last_name)),
    Field::new("SECOND_NAME", "", Kind::String, |user, _| Cell::Text(&user.second_name)),
    Field::new("EMAIL", "", Kind::String, |user, _| Cell::Text(&user.email)),
    Field::new("WORK_POSITION", "", Kind::String, |user, _| Cell::Text(&user.work_position)),
    Field::new("UF_DEPARTMENT", "", Kind::Integer, |user, _| Cell::Ids(Cow::Borrowed(&user.departments))),
    Field::new("UF_PHONE_INNER", "", Kind::String, |user, _| Cell::Text(&user.phone_inner)),
    Field::new("DATE_REGISTER", "", Kind::DateTime, |user, _| Cell::Instant(user.registered_at)),
    Field::new("TIMESTAMP_X", "", Kind::DateTime, |user, _| Cell::Instant(user.modified_at)),
    Field::new("USER_TYPE", "", Kind::String, |_, _| Cell::Text("employee")),
];

impl Entity for Department {
    fn table(records: &Records) -> &Table<Self> {
        &records.departments
    }

    fn fields() -> &'static [Field<Self>] {
        DEPARTMENT_FIELDS
    }
}

static DEPARTMENT_FIELDS: &[Field<Department>] = &[
    Field::new("ID", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.id))),
    Field::new("NAME", "", Kind::String, |row, _| Cell::Text(&row.name)),
    Field::new("SORT", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.sort))),
    Field::new("PARENT", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.parent))),
    Field::new("UF_HEAD", "", Kind::Integer, |row, _| Cell::Int(i64::from(row.head))),
];

/// Sort given as two scalars, `sort` and `order`, by the methods older than the CRM lists.
pub(super) fn scalar_order<'r, T: Entity>(params: &Value, records: &'r Records) -> crate::rest::list::Order<'r, T> {
    let descending = params.param_text("order").is_some_and(|order| order.eq_ignore_ascii_case("DESC"));
    params
        .param_text("sort")
        .and_then(|name| column_by_name::<T>(&name, Style::Legacy, records))
        .map(|column| vec![(column, descending)])
        .unwrap_or_default()
}

/// `user.get`: filter in `FILTER`, or for older clients beside the other parameters.
pub(super) fn user_get(call: &Call<'_>) -> Outcome {
    require_user_scope(call.caller)?;
    let records = call.state.records();
    let filter = match call.params.param("filter") {
        Some(filter) => parse_filter::<User>(Some(filter), Style::Legacy, &records)?,
        None => parse_filter::<User>(Some(&without_paging(call.params)), Style::Legacy, &records)?,
    };
    let order = scalar_order::<User>(call.params, &records);
    let page = page_of(&records.users, filter, &order, parse_start(call.params, Style::Legacy), &records);
    let now = call.state.now_ms();
    let rows = page.rows.iter().map(|user| print_user(user, call.caller, &records, now)).collect();
    Ok(Answer { result: Value::List(rows), total: Some(page.total), next: page.next })
}

/// The parameters that are filters of the old kind: everything that is not a parameter of the list itself.
fn without_paging(params: &Value) -> Value {
    let known = ["auth", "sort", "order", "start", "admin_mode", "filter"];
    let rest = params
        .entries()
        .into_iter()
        .filter(|(key, _)| !known.iter().any(|name| key.eq_ignore_ascii_case(name)))
        .map(|(key, value)| (Cow::Owned(key.into_owned()), value.clone()));
    Value::Map(rest.collect())
}

/// `user.current`.
pub(super) fn user_current(call: &Call<'_>) -> Outcome {
    require_user_scope(call.caller)?;
    let records = call.state.records();
    let user = records.users.get(call.caller.user_id).ok_or_else(RestError::access_denied)?;
    Ok(Answer::of(print_user(user, call.caller, &records, call.state.now_ms())))
}

fn require_user_scope(caller: &Caller) -> Result<(), RestError> {
    let enough = ["user", "user_basic", "user_brief"].iter().any(|scope| caller.has_scope(scope));
    if enough { Ok(()) } else { Err(RestError::insufficient_scope()) }
}

fn print_user(user: &User, caller: &Caller, records: &Records, now: i64) -> Value {
    let online = user.active && now - user.last_activity_at < 15 * 60_000;
    let contacts = caller.has_scope("user") || caller.has_scope("user_basic");
    let mut row = Value::map([
        ("ID", Value::text(user.id)),
        ("ACTIVE", Value::Bool(user.active)),
        ("NAME", (&*user.name).into()),
        ("LAST_NAME", (&*user.last_name).into()),
        ("SECOND_NAME", (&*user.second_name).into()),
    ]);
    // Contacts are left out of the narrowest user scope.
    if contacts {
        row.set("EMAIL", (&*user.email).into());
        row.set("PERSONAL_MOBILE", Value::word(""));
        row.set("WORK_PHONE", Value::word(""));
    }
    let seen = if user.last_activity_at == 0 {
        Value::word("")
    } else {
        print_instant(user.last_activity_at, &records.zone).into()
    };
    let rest = [
        ("LAST_LOGIN", seen),
        ("DATE_REGISTER", print_instant(user.registered_at, &records.zone).into()),
        ("TIME_ZONE", (&*records.people_zone).into()),
        ("IS_ONLINE", Value::flag(online)),
        ("TIMESTAMP_X", Value::EmptyObject),
        ("LAST_ACTIVITY_DATE", Value::EmptyObject),
        ("PERSONAL_GENDER", user.gender.map_or(Value::word(""), Value::text)),
        ("PERSONAL_BIRTHDAY", Value::word("")),
        ("PERSONAL_PHOTO", Value::word("")),
        ("WORK_POSITION", (&*user.work_position).into()),
        ("UF_EMPLOYMENT_DATE", Value::word("")),
        ("UF_DEPARTMENT", Value::List(user.departments.iter().map(|id| Value::from(*id)).collect())),
        ("UF_PHONE_INNER", (&*user.phone_inner).into()),
        ("USER_TYPE", Value::word("employee")),
    ];
    for (key, value) in rest {
        row.set(key, value);
    }
    row
}

/// `profile`: works without any scope.
pub(super) fn profile(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let user = records.users.get(call.caller.user_id).ok_or_else(RestError::access_denied)?;
    Ok(Answer::of(Value::map([
        ("ID", Value::text(user.id)),
        ("ADMIN", Value::Bool(user.admin)),
        ("NAME", (&*user.name).into()),
        ("LAST_NAME", (&*user.last_name).into()),
        ("PERSONAL_GENDER", user.gender.map_or(Value::word(""), Value::text)),
        ("TIME_ZONE", (&*records.people_zone).into()),
    ])))
}

/// `user.admin`.
pub(super) fn user_admin(call: &Call<'_>) -> Outcome {
    Ok(Answer::of(call.caller.is_admin()))
}

/// `department.get`: its filters are top-level parameters.
pub(super) fn department_get(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let filter = parse_filter::<Department>(Some(&without_paging(call.params)), Style::Legacy, &records)?;
    let order = scalar_order::<Department>(call.params, &records);
    let page = page_of(&records.departments, filter, &order, parse_start(call.params, Style::Legacy), &records);
    let rows = page.rows.iter().map(|row| print_department(row)).collect();
    Ok(Answer { result: Value::List(rows), total: Some(page.total), next: page.next })
}

/// The root has no parent and a department without a head has no `UF_HEAD`.
fn print_department(row: &Department) -> Value {
    let mut printed = Value::map([
        ("ID", Value::text(row.id)),
        ("NAME", (&*row.name).into()),
        ("SORT", Value::Int(i64::from(row.sort))),
    ]);
    if row.parent != 0 {
        printed.set("PARENT", Value::text(row.parent));
    }
    if row.head != 0 {
        printed.set("UF_HEAD", Value::text(row.head));
    }
    printed
}
