//! Entries of the log in words: what was done, and what exactly.

use super::desk::days_text;
use super::log::Entry;
use crate::i18n::office::{Action, words};
use domain::activity::calendar::{Absence, DayKind};
use domain::activity::period::Month;
use domain::activity::plan::{Rate, Span};
use domain::activity::rights::RightSet;
use domain::activity::settings::{ActivitySettings, CountedDirection, Measure};
use domain::day::Day;
use domain::ids::DepartmentId;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An entry in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// What was done.
    pub(super) what: String,
    /// What exactly; may be empty.
    pub(super) detail: String,
}

fn part<T: DeserializeOwned>(detail: &Value, key: &str) -> Option<T> {
    serde_json::from_value(detail.get(key)?.clone()).ok()
}

/// An entry in words. An action this release does not know is told by its name.
pub(super) fn told(entry: &Entry, department: impl Fn(DepartmentId) -> Option<String>) -> Told {
    let (w, detail) = (words(), &entry.detail);
    let action = Action::of_name(&entry.action);
    let what = action.map_or_else(|| entry.action.clone(), |action| (w.action_word)(action).to_owned());
    let detail = match entry.action.as_str() {
        "plan.change" | "plan.undo" => plans(detail),
        "day.force" | "day.unforce" => {
            let day = part::<Day>(detail, "day").map(Day::dotted).unwrap_or_default();
            let reason = part::<String>(detail, "reason").unwrap_or_default();
            if reason.is_empty() { day } else { format!("{day}: «{reason}»") }
        }
        "comment.remove" | "comment.verify" | "thread.resolve" => {
            let taken_back = [part::<bool>(detail, "verified"), part(detail, "resolved")].contains(&Some(false));
            let span = part::<Span>(detail, "span").map(span_words).unwrap_or_default();
            if taken_back { format!("{span}, {}", w.taken_back) } else { span }
        }
        "calendar.move" => moved(detail),
        "absence.add" | "absence.remove" => part::<Absence>(detail, "absence")
            .map(|away| format!("{}, {}", days_text(away.first, away.last), (w.reason)(away.reason)))
            .unwrap_or_default(),
        "right.give" => rights(detail, department),
        "activity.settings" => settings(detail),
        "report.export" => exported(detail),
        _ => String::new(),
    };
    Told { what, detail }
}

fn span_words(span: Span) -> String {
    match span {
        Span::Day(day) => day.dotted(),
        Span::Month(month) => month_words(month),
        Span::From(month) => (words().from_month)(&month_words(month)),
    }
}

fn month_words(month: Month) -> String {
    format!("{} {}", words().months[usize::from(month.number() - 1)], month.year())
}

fn rate_words(rate: Rate) -> String {
    let w = words();
    let mut parts = Vec::new();
    parts.extend(rate.calls.map(|calls| (w.rate_calls)(u64::from(calls))));
    parts.extend(rate.meetings.map(|meetings| (w.rate_meetings)(u64::from(meetings))));
    if parts.is_empty() { w.no_plan.to_owned() } else { parts.join(", ") }
}

fn plans(detail: &Value) -> String {
    let w = words();
    let cells = part::<u64>(detail, "cells").unwrap_or_default();
    let first = detail.get("some").and_then(|some| some.get(0));
    let one = first.filter(|_| cells == 1).and_then(|cell| {
        let span = part::<Span>(cell, "span").map(span_words)?;
        let before = part::<Rate>(cell, "before").map_or_else(|| w.no_plan.to_owned(), rate_words);
        let after = part::<Rate>(cell, "after").map_or_else(|| w.no_plan.to_owned(), rate_words);
        Some(format!("{span}: {before} → {after}"))
    });
    one.unwrap_or_else(|| (w.plan_cells)(cells, part(detail, "people").unwrap_or_default()))
}

fn moved(detail: &Value) -> String {
    let w = words();
    let days = part::<Day>(detail, "first").zip(part::<Day>(detail, "last"));
    let days = days.map(|(first, last)| days_text(first, last)).unwrap_or_default();
    let kind = part::<DayKind>(detail, "kind").map_or(w.as_in_portal, w.make);
    format!("{days}: {}", kind.to_lowercase())
}

fn set_words(set: RightSet) -> String {
    let w = words();
    let mut parts =
        vec![format!("{}: {}", w.sees, (w.sees_word)(set.sees)), format!("{}: {}", w.plans, (w.plans_word)(set.plans))];
    let flags =
        [(set.complete, w.complete), (set.verify, w.verify), (set.export, w.export), (set.settings, w.settings)];
    parts.extend(flags.into_iter().filter(|(on, _)| *on).map(|(_, name)| name.to_owned()));
    parts.join(", ").to_lowercase()
}

fn rights(detail: &Value, department: impl Fn(DepartmentId) -> Option<String>) -> String {
    let w = words();
    let set = |key| part::<RightSet>(detail, key).map_or_else(|| w.inherited.to_owned(), set_words);
    let of = detail.get("subject").and_then(|subject| part::<DepartmentId>(subject, "department"));
    let whose = of.map(|id| department(id).unwrap_or_else(|| format!("{} #{id}", w.of_department)));
    let whose = whose.map(|name| format!("{name}: ")).unwrap_or_default();
    format!("{whose}{} → {}", set("before"), set("after"))
}

fn settings(detail: &Value) -> String {
    let w = words();
    let (Some(before), Some(after)) =
        (part::<ActivitySettings>(detail, "before"), part::<ActivitySettings>(detail, "after"))
    else {
        return String::new();
    };
    let mut parts = Vec::new();
    let mut differ = |name: &str, before: String, after: String| {
        if before != after {
            parts.push(format!("{name}: {before} → {after}"));
        }
    };
    let direction = |settings: &ActivitySettings| match settings.counting.direction {
        CountedDirection::Outgoing => w.outgoing.to_owned(),
        CountedDirection::Both => w.both.to_owned(),
    };
    let measure = |settings: &ActivitySettings| match settings.counting.measure {
        Measure::Companies => w.measure_companies.to_owned(),
        Measure::Calls => w.measure_calls.to_owned(),
    };
    let number = |number: u32| number.to_string();
    differ(w.calls, direction(&before), direction(&after));
    differ(w.measure, measure(&before), measure(&after));
    differ(w.min_seconds, number(before.counting.min_seconds), number(after.counting.min_seconds));
    differ(w.editable_until, number(before.editable_until.into()), number(after.editable_until.into()));
    let list = |settings: &ActivitySettings| settings.counting.meeting_providers.join(", ");
    differ(w.meetings, list(&before), list(&after));
    let yes = |on: bool| if on { w.yes } else { w.no }.to_owned();
    differ(w.heads, yes(!before.heads_hidden), yes(!after.heads_hidden));
    let grouped = |settings: &ActivitySettings| yes(settings.counting.unknown != Default::default());
    differ(w.unknown, grouped(&before), grouped(&after));
    let departments = |settings: &ActivitySettings| {
        settings.departments.as_ref().map_or_else(|| w.all_departments.to_owned(), |list| list.len().to_string())
    };
    differ(w.departments, departments(&before), departments(&after));
    differ(w.left_out, before.hidden.len().to_string(), after.hidden.len().to_string());
    parts.join("; ").to_lowercase()
}

fn exported(detail: &Value) -> String {
    let w = words();
    let kind = ["format", "kind"].iter().find_map(|key| part::<String>(detail, key)).unwrap_or_default();
    let rows = part::<u64>(detail, "rows");
    let rows = rows.map(|rows| (w.export_rows)(rows)).unwrap_or_default();
    [kind.to_uppercase(), rows].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::day::Millis;
    use domain::ids::PersonId;
    use serde_json::json;

    fn of(action: &str, detail: Value) -> String {
        let entry = Entry {
            id: 1,
            made: Millis(0),
            author: PersonId(1),
            author_name: String::new(),
            action: action.to_owned(),
            person_name: None,
            detail,
        };
        told(&entry, |_| None).detail
    }

    #[test]
    fn a_plan_of_one_cell_tells_what_it_was_and_is() {
        let cell =
            json!({"person": 7, "span": {"month": 24323}, "before": null, "after": {"calls": 25, "meetings": null}});
        let told = of("plan.change", json!({"cells": 1, "people": 1, "some": [cell]}));
        let w = words();
        assert_eq!(told, format!("{} 2026: {} → {}", w.months[11], w.no_plan, (w.rate_calls)(25)));
        let many = of("plan.change", json!({"cells": 40, "people": 8, "some": [cell, cell]}));
        assert_eq!(many, (w.plan_cells)(40, 8));
    }

    #[test]
    fn days_and_reasons_are_told_as_they_were_written() {
        let day = Day::from_civil(2026, 11, 20);
        assert_eq!(of("day.force", json!({"day": day, "reason": "<b>приёмка</b>"})), "20.11.2026: «<b>приёмка</b>»");
        let moved = of("calendar.move", json!({"first": day, "last": day, "kind": "holiday"}));
        assert!(moved.starts_with("20.11.2026: "), "{moved}");
        assert_eq!(of("view.as", json!({})), "");
    }
}
