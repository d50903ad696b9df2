//! "How it is counted": the rule, the zone, the version of the calendar and the last proof behind every figure.

use super::state::ActivityState;
use crate::i18n::years::words;
use crate::ui::icon::Icon;
use crate::ui::popover::{Look, pop_button};
use crate::ui::reactive::piece;
use domain::activity::grid::{Explained, Footing};
use domain::day::Millis;
use domain::proof::Verdict;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is explained.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    /// The page.
    pub(crate) state: ActivityState,
    /// How the figures shown were made.
    pub(crate) explained: Signal<Option<Explained>>,
}

/// The button with its panel.
pub(crate) fn explain_button(told: Told) -> AnyView {
    let w = words();
    let look = Look { button: "btn icon no-phone", panel: "pop explp right", name: w.explain };
    pop_button(look, None, view! { <Icon name="info" /> }.into_any(), move |_| panel(told))
}

fn panel(told: Told) -> AnyView {
    let w = words();
    let footing = RwSignal::new(None::<Footing>);
    spawn_local(async move {
        let Some(api) = told.state.api() else { return };
        // Without it the panel tells the rules alone.
        if let Ok(found) = api.ask::<Footing>("footing").await {
            footing.try_set(Some(found));
        }
    });
    let contents = piece(move || {
        let Some(explained) = told.explained.get() else { return ().into_any() };
        let mut pairs = vec![
            (w.explain_figure, (w.explain_measure)(explained.measure).to_owned()),
            (w.explain_rule, (w.rule)(explained.direction, explained.min_seconds)),
            (w.explain_meetings, w.meetings_rule.to_owned()),
            (w.explain_average, w.average_rule.to_owned()),
            (w.explain_off, w.off_rule.to_owned()),
        ];
        if let Some(footing) = footing.get() {
            let proof = footing.proof.map_or_else(
                || w.proof_never.to_owned(),
                |proof| match proof.verdict {
                    Verdict::Equal | Verdict::Repaired => (w.proof_equal)(&moment(proof.finished)),
                    Verdict::Differs => (w.proof_differs)(&moment(proof.finished)),
                },
            );
            pairs.push((w.explain_zone, footing.zone.clone()));
            pairs.push((w.explain_calendar, (w.calendar)(footing.settings, footing.moved)));
            pairs.push((w.explain_proof, proof));
        }
        pairs.push((w.explain_data, explained.revision.to_string()));
        let pair = |(what, how): (&'static str, String)| view! { <dt>{what}</dt><dd>{how}</dd> };
        view! { <dl class="expl">{pairs.into_iter().map(pair).collect_view()}</dl> }.into_any()
    });
    let mark = |class: &'static str, words: &'static str| {
        view! { <span class="key"><i class=class></i>{words}</span> }.into_any()
    };
    let key =
        |key: &'static str, words: &'static str| view! { <span class="key"><kbd>{key}</kbd>{words}</span> }.into_any();
    view! {
        <div class="explp-in">
            <h2>{w.explain}</h2>
            {contents}
            <p class="expl-keys">
                {mark("yk-b", w.legend_behind)}
                {mark("yk-u", w.legend_unread)}
                {mark("yk-o", w.legend_open)}
            </p>
            <p class="expl-keys">
                {key("↑↓←→", w.keys_cells)}
                {key("Enter", w.keys_open)}
                {key("0–9", w.keys_plan)}
            </p>
        </div>
    }
    .into_any()
}

/// `20.11 04:10` by the browser's clock.
fn moment(at: Millis) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of our age fit a float")]
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.0 as f64));
    format!("{:02}.{:02}\u{a0}{:02}:{:02}", date.get_date(), date.get_month() + 1, date.get_hours(), date.get_minutes())
}
