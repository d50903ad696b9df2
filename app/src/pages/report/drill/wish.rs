//! The question whether a deal is to be created, and the deal.

use super::Drill;
use super::panel::place_of;
use crate::api::api;
use crate::i18n::messages;
use crate::i18n::tools::words;
use crate::pages::report::words::direction_name;
use crate::ui::reactive::{flag, piece, text};
use crate::ui::slide::dialog;
use crate::ui::states::error_words;
use crate::ui::toast::toasts;
use domain::directory::Directory;
use domain::ids::CompanyId;
use domain::report::drill::{CreatedDeal, NewDeal};
use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks whether a deal is to be created, creates it and opens its card.
pub(super) fn wish(drill: &Drill, company: CompanyId, directory: &Directory, left: Callback<()>) -> AnyView {
    let (t, w) = (messages(), words());
    let Some(direction) = drill.column.direction() else { return ().into_any() };
    let name = place_of(directory, direction).map(|place| direction_name(directory, place, t)).unwrap_or_default();
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(String::new());
    let api = StoredValue::new_local(api());
    let notes = toasts();
    // One key per question: asking again after a lost answer creates no second deal.
    let key = StoredValue::new(new_key());
    let create = move |_| {
        let Some(api) = api.try_get_value() else { return };
        busy.set(true);
        wrong.set(String::new());
        spawn_local(async move {
            let auth_id = api.fresh_auth().await;
            let wish = NewDeal { company, direction, key: key.get_value(), auth_id };
            match api.tell::<CreatedDeal>(Method::POST, "/api/report/deals", &wish).await {
                Ok(deal) => {
                    notes.tell((w.deal_created)(&deal.id.to_string(), deal.contacts));
                    left.run(());
                    if let Some(frame) = api.frame() {
                        frame.open_path(deal.path).await;
                    }
                }
                Err(error) => {
                    wrong.try_set(error_words(&error, t).0);
                    busy.try_set(false);
                }
            }
        });
    };
    let warning = piece(move || match wrong.get() {
        words if words.is_empty() => ().into_any(),
        words => view! { <p class="note bad" role="alert">{words}</p> }.into_any(),
    });
    let label = text(move || if busy.get() { w.creating.to_owned() } else { w.create_deal.to_owned() });
    let contents = view! {
        <div class="modal-body">
            <p>{(w.create_question)(&drill.title, &name)}</p>
            <p class="sub">{w.create_note}</p>
            {warning}
        </div>
        <footer class="row">
            <span class="grow"></span>
            <button class="btn" type="button" disabled=flag(move || busy.get()) on:click=move |_| left.run(())>{t.cancel}</button>
            <button class="btn primary" type="button" disabled=flag(move || busy.get()) on:click=create>{label}</button>
        </footer>
    }
    .into_any();
    dialog(w.new_deal.to_owned(), String::new(), contents, left)
}

/// A key nobody has used.
fn new_key() -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within the range before")]
    let part = || format!("{:08x}", (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
    [part(), part(), part(), part()].concat()
}
