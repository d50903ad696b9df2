//! Methods about the portal itself.

use crate::dates::print_instant;
use crate::model::Records;
use crate::php::Value;
use crate::rest::call::{Answer, Call, Outcome};
use crate::rest::error::RestError;

use super::methods::{self, SCOPES};

/// `app.info`. A webhook gets its scopes and the plan only.
pub(super) fn app_info(call: &Call<'_>) -> Outcome {
    let card = call.state.records().card.clone();
    let Some((index, _)) = call.caller.app.as_ref() else {
        let scopes = SCOPES.iter().map(|scope| Value::word(scope)).collect();
        return Ok(Answer::of(Value::map([("SCOPE", Value::List(scopes)), ("LICENSE", (&*card.license).into())])));
    };
    let now = call.state.now_ms();
    let apps = call.state.apps();
    let app = &apps[*index];
    let number = i64::try_from(index + 1).unwrap_or(1);
    Ok(Answer::of(Value::map([
        ("ID", Value::Int(number)),
        ("CODE", app.registration.code.as_str().into()),
        ("VERSION", Value::from(app.registration.version)),
        ("STATUS", Value::text(app.registration.status)),
        ("INSTALLED", Value::Bool(app.installed)),
        ("PAYMENT_EXPIRED", Value::flag(app.payment.is_expired(now))),
        ("DAYS", app.payment.days(now).map_or(Value::Null, Value::Int)),
        ("LANGUAGE_ID", (&*card.language).into()),
        ("LICENSE", (&*card.license).into()),
        ("LICENSE_TYPE", (&*card.license_type).into()),
        ("LICENSE_FAMILY", (&*card.license_family).into()),
    ])))
}

/// `server.time`.
pub(super) fn server_time(call: &Call<'_>) -> Outcome {
    let now = call.state.now_ms();
    Ok(Answer::of(print_instant(now, &call.state.records().zone)))
}

/// `scope`: those of the caller, or all with `full`.
pub(super) fn scope(call: &Call<'_>) -> Outcome {
    let all = call.params.param("full").is_some_and(Value::is_yes);
    let own = call.caller.app.as_ref().filter(|_| !all).map(|(_, scopes)| scopes.clone());
    let scopes = own.unwrap_or_else(|| SCOPES.iter().map(|scope| (*scope).to_owned()).collect());
    Ok(Answer::of(Value::List(scopes.into_iter().map(Value::from).collect())))
}

/// `methods`: exactly what is answered here, within the caller's scopes unless `full` is asked.
pub(super) fn list_methods(call: &Call<'_>) -> Outcome {
    let full = call.params.param("full").is_some_and(Value::is_yes);
    let asked = call.params.param_text("scope");
    let names = methods::all()
        .filter(|method| match &asked {
            Some(scope) => method.scopes.contains(&&**scope) || (scope.is_empty() && method.scopes.is_empty()),
            None => full || method.is_open_to(call.caller),
        })
        .map(|method| Value::word(method.name));
    Ok(Answer::of(Value::List(names.collect())))
}

/// `method.get`: whether a method exists and may be called.
pub(super) fn method_get(call: &Call<'_>) -> Outcome {
    let name = call.params.param_text("name").unwrap_or_default().to_lowercase();
    let found = methods::all().find(|method| method.name == name);
    Ok(Answer::of(Value::map([
        ("isExisting", Value::Bool(found.is_some())),
        ("isAvailable", Value::Bool(found.is_some_and(|method| method.is_open_to(call.caller)))),
    ])))
}

/// `feature.get`.
pub(super) fn feature_get(call: &Call<'_>) -> Outcome {
    let code = call.params.param_text("code").unwrap_or_default();
    if code.is_empty() {
        return Err(RestError::new(400, "CODE_EMPTY", "CODE can't be empty"));
    }
    let standing = call.state.standing();
    // A code nobody knows is answered with Y too (documented).
    let on = match &*code {
        "rest_offline_extended" => standing.reserves(),
        "rest_auth_connector" => !standing.without_offline,
        _ => true,
    };
    Ok(Answer::of(Value::map([("value", Value::flag(on))])))
}

/// `calendar.settings.get`.
pub(super) fn calendar_settings(call: &Call<'_>) -> Outcome {
    let records = call.state.records();
    let calendar = &records.calendar;
    let week_holidays = calendar.week_holidays.iter().map(|day| Value::word(day.code())).collect();
    let mut settings = Value::map([
        ("work_time_start", (&*calendar.work_time_start).into()),
        ("work_time_end", (&*calendar.work_time_end).into()),
        ("year_holidays", year_days(&calendar.year_holidays).into()),
        ("year_workdays", year_days(&calendar.year_workdays).into()),
        ("week_holidays", Value::List(week_holidays)),
        ("week_start", Value::word(calendar.week_start.code())),
        ("user_name_template", Value::word("#NAME# #LAST_NAME#")),
        ("sync_by_push", Value::Bool(false)),
        ("user_show_login", Value::Bool(true)),
        ("path_to_user", Value::word("/company/personal/user/#user_id#/")),
        ("path_to_user_calendar", Value::word("/company/personal/user/#user_id#/calendar/")),
        ("dep_manager_sub", Value::Bool(true)),
        ("denied_superpose_types", Value::List(Vec::new())),
        ("rm_for_sites", Value::Bool(true)),
    ]);
    settings.set("forum_id", Value::word("8"));
    Ok(Answer::of(settings))
}

/// `1.01,23.02`: the day as it is, the month with two digits, no year.
fn year_days(days: &[(u8, u8)]) -> String {
    days.iter().map(|(day, month)| format!("{day}.{month:02}")).collect::<Vec<_>>().join(",")
}

/// `events`: names an app can bind.
pub(super) fn events(_call: &Call<'_>) -> Outcome {
    Ok(Answer::of(Value::List(crate::state::event_names().iter().map(|name| Value::word(name)).collect())))
}

/// The `time` block of an answer.
pub(crate) fn time_block(
    started: f64,
    finished: f64,
    operating: Option<crate::limits::Operating>,
    records: &Records,
) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since the epoch fit 64 bits")]
    let instant = |seconds: f64| Value::from(print_instant((seconds * 1000.0) as i64, &records.zone));
    let duration = (finished - started).max(0.000_001);
    let mut time = Value::map([
        ("start", Value::Float(started)),
        ("finish", Value::Float(finished)),
        ("duration", Value::Float(duration)),
        ("processing", Value::Float(duration * 0.9)),
        ("date_start", instant(started)),
        ("date_finish", instant(finished)),
    ]);
    if let Some(operating) = operating {
        time.set("operating_reset_at", Value::Int(operating.reset_at));
        time.set("operating", Value::Float(operating.spent));
    }
    time
}
