//! A chart: drawn by the library, told in a sentence, and behind it the same numbers as a table.

use crate::i18n::messages;
use crate::ui::reactive::{piece, text};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};

#[wasm_bindgen(module = "/web/draw.js")]
extern "C" {
    /// Draws options (JSON of the library) into an element; `clicked` hears the place of what was clicked.
    #[wasm_bindgen(js_name = draw)]
    fn draw(element: &web_sys::Element, options: &str, clicked: &js_sys::Function) -> js_sys::Promise;
    /// Lets go of what was drawn.
    #[wasm_bindgen(js_name = wipe)]
    fn wipe(element: &web_sys::Element);
}

/// What a chart shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Title.
    pub(crate) title: String,
    /// What is to be seen in it, in words.
    pub(crate) summary: String,
    /// Options of the library as JSON; colours are names of tokens.
    pub(crate) options: String,
    /// Height, pixels; 0 leaves it to the style.
    pub(crate) height: usize,
    /// Heads of the table.
    pub(crate) heads: Vec<String>,
    /// Rows of the table: a name and its numbers.
    pub(crate) rows: Vec<(String, Vec<String>)>,
    /// What its marks mean.
    pub(crate) legend: Legend,
}

/// What the marks of a chart mean, told beside its title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Legend {
    /// Nothing, or the chart itself tells.
    #[default]
    None,
    /// Lines: class of the sample, name.
    Lines(Vec<(&'static str, String)>),
    /// Steps of colour.
    Scale {
        /// Where they begin.
        less: String,
        /// Where they end.
        more: String,
        /// Their tokens.
        steps: Vec<&'static str>,
    },
}

/// The chart; `clicked` hears the place of what was clicked.
pub(crate) fn chart(picture: Signal<Picture>, clicked: Callback<usize>) -> AnyView {
    let t = messages();
    let as_table = RwSignal::new(false);
    let area = NodeRef::<html::Div>::new();
    let hear = Closure::<dyn Fn(f64)>::new(move |place: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
        clicked.run(place as usize);
    });
    let hear = StoredValue::new_local(hear);
    Effect::new(move |_| {
        let Some(area) = area.get() else { return };
        picture.with(|picture| {
            // There is nothing to draw until the numbers have come.
            if picture.options.is_empty() {
                return;
            }
            hear.with_value(|hear| {
                let hear: &js_sys::Function = hear.as_ref().unchecked_ref();
                // A chart that can not be drawn leaves its sentence and its table.
                drop(draw(&area, &picture.options, hear));
            });
        });
    });
    on_cleanup(move || {
        if let Some(area) = area.try_get_untracked().flatten() {
            wipe(&area);
        }
    });
    let table = piece(move || match as_table.get() {
        true => picture.with(table),
        false => ().into_any(),
    });
    let height = text(move || match picture.with(|picture| picture.height) {
        0 => String::new(),
        height => format!("{height}px"),
    });
    let legend = piece(move || picture.with(|picture| legend(&picture.legend)));
    view! {
        <figure class="figure" aria-label=text(move || picture.with(|picture| picture.title.clone()))>
            <figcaption class="row">
                <h3 class="grow">{text(move || picture.with(|picture| picture.title.clone()))}</h3>
                {legend}
                <button
                    class="btn ghost sm"
                    type="button"
                    aria-pressed=text(move || as_table.get().to_string())
                    on:click=move |_| as_table.update(|on| *on = !*on)
                >
                    {t.as_table}
                </button>
            </figcaption>
            <p class="sub" title=text(move || picture.with(|picture| picture.summary.clone()))>{text(move || picture.with(|picture| picture.summary.clone()))}</p>
            <div
                class="chart"
                role="img"
                aria-label=text(move || picture.with(|picture| picture.summary.clone()))
                hidden=crate::ui::reactive::flag(move || as_table.get())
                style:height=height
                node_ref=area
            ></div>
            {table}
        </figure>
    }
    .into_any()
}

fn legend(legend: &Legend) -> AnyView {
    match legend {
        Legend::None => ().into_any(),
        Legend::Lines(lines) => {
            let key = |(class, name): &(&'static str, String)| view! { <span class="key"><i class=*class></i>{name.clone()}</span> };
            lines.iter().map(key).collect_view().into_any()
        }
        Legend::Scale { less, more, steps } => {
            let step = |token: &&'static str| view! { <i style:background=format!("var({token})")></i> };
            view! {
                <span class="key">{less.clone()}</span>
                <span class="scale" aria-hidden="true">{steps.iter().map(step).collect_view()}</span>
                <span class="key">{more.clone()}</span>
            }
            .into_any()
        }
    }
}

fn table(picture: &Picture) -> AnyView {
    let heads = picture.heads.iter().enumerate().map(|(at, head)| {
        let class = if at > 0 { "num" } else { "" };
        view! { <th scope="col" class=class>{head.clone()}</th> }.into_any()
    });
    let row = |(name, numbers): &(String, Vec<String>)| {
        let numbers = numbers.iter().map(|number| view! { <td class="num">{number.clone()}</td> }.into_any());
        view! { <tr><th scope="row">{name.clone()}</th>{numbers.collect_view()}</tr> }.into_any()
    };
    view! {
        <table class="tbl twin">
            <thead><tr>{heads.collect_view()}</tr></thead>
            <tbody>{picture.rows.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}
