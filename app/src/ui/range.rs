//! Ranges: two numbers or two days, either end open.

use crate::i18n::messages;
use crate::ui::reactive::{piece, text};
use domain::day::Day;
use domain::report::query::{Between, Bound};
use leptos::prelude::*;

/// Two numbers; a range in the wrong order is told and not applied.
#[component]
pub(crate) fn NumberRange(
    /// Ends in force.
    value: Signal<(Option<i64>, Option<i64>)>,
    /// Hears both ends.
    change: Callback<(Option<i64>, Option<i64>)>,
) -> impl IntoView {
    let shown = |end: Option<i64>| end.map(|end| end.to_string()).unwrap_or_default();
    let (from, to) = value.get_untracked();
    let ends = (RwSignal::new(shown(from)), RwSignal::new(shown(to)));
    let apply = move || {
        let read = |text: RwSignal<String>| text.with_untracked(|text| number_of(text));
        match (read(ends.0), read(ends.1)) {
            (Ok(Some(from)), Ok(Some(to))) if from > to => false,
            (Ok(from), Ok(to)) => {
                change.run((from, to));
                true
            }
            _ => false,
        }
    };
    fields(ends, "decimal", apply)
}

/// A number as people write it: with or without spaces; `Err` when it is none.
fn number_of(text: &str) -> Result<Option<i64>, ()> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let plain = plain.replace(',', ".");
    let whole = plain.split('.').next().unwrap_or_default();
    whole.parse().map(Some).map_err(|_| ())
}

/// A range that is offered by name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Preset {
    /// Name.
    pub(crate) name: &'static str,
    /// Range.
    pub(crate) range: Between<Day>,
}

/// Two days with ranges offered by name.
#[component]
pub(crate) fn DateRange(
    /// Range in force.
    value: Signal<Between<Day>>,
    /// Hears the range.
    change: Callback<Between<Day>>,
    /// Ranges offered by name.
    presets: Vec<Preset>,
) -> impl IntoView {
    let shown = |end: Option<Day>| end.map(Bound::write).unwrap_or_default();
    let range = value.get_untracked();
    let ends = (RwSignal::new(shown(range.from)), RwSignal::new(shown(range.to)));
    let apply = move || {
        let read = |text: RwSignal<String>| text.with_untracked(|text| <Day as Bound>::read(text));
        let range = Between { from: read(ends.0), to: read(ends.1) };
        let ordered = range.from.is_none() || range.to.is_none() || range.from <= range.to;
        if ordered {
            change.run(range);
        }
        ordered
    };
    let offer = move |preset: Preset| {
        let choose = move |_| {
            ends.0.set(shown(preset.range.from));
            ends.1.set(shown(preset.range.to));
            change.run(preset.range);
        };
        view! { <button class="btn sm" type="button" on:click=choose>{preset.name}</button> }.into_any()
    };
    view! {
        {fields(ends, "date", apply)}
        <div class="panel presets">{presets.into_iter().map(offer).collect_view()}</div>
    }
}

/// Two fields beside each other.
fn fields(
    ends: (RwSignal<String>, RwSignal<String>),
    kind: &'static str,
    apply: impl Fn() -> bool + Copy + Send + Sync + 'static,
) -> AnyView {
    let t = messages();
    let wrong = RwSignal::new(false);
    let field = move |name: &'static str, end: RwSignal<String>| {
        let write = move |event| {
            end.set(event_target_value(&event));
            wrong.set(!apply());
        };
        let (kind, mode) = if kind == "date" { ("date", None) } else { ("text", Some(kind)) };
        view! {
            <label class="lbl grow">
                {name}
                <span class="field sm">
                    <input type=kind inputmode=mode autocomplete="off" prop:value=text(move || end.get()) on:input=write />
                </span>
            </label>
        }
        .into_any()
    };
    let warning = piece(move || match wrong.get() {
        true => view! { <p class="sub neg" role="alert">{t.range_wrong}</p> }.into_any(),
        false => ().into_any(),
    });
    view! {
        <div class="panel">
            <div class="row ends">{field(t.range_from, ends.0)}{field(t.range_to, ends.1)}</div>
            {warning}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let read = ["", " ", "50 000", "1\u{202f}200", "12,5", "-3", "много"].map(number_of);
        assert_eq!(read, [Ok(None), Ok(None), Ok(Some(50_000)), Ok(Some(1_200)), Ok(Some(12)), Ok(Some(-3)), Err(())]);
    }
}
