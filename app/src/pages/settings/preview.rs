//! What unsaved settings would make of the report.

use super::Desk;
use super::fields::part_name;
use crate::api::{ApiError, api};
use crate::format::count;
use crate::i18n::messages;
use crate::i18n::settings::words;
use crate::pages::report::cells::Contact;
use crate::pages::report::row::last;
use crate::pages::report::words::choice_name;
use crate::ui::reactive::piece;
use crate::ui::states::error_words;
use domain::settings::{Settings, SettingsPreview};
use gloo_net::http::Method;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

/// Changes are gathered for this long, milliseconds.
const GATHER: u32 = 500;

/// The card with the preview; it follows the draft.
pub(super) fn preview(desk: Desk) -> AnyView {
    let w = words();
    let answer = RwSignal::new(None::<Result<SettingsPreview, ApiError>>);
    let turn = StoredValue::new(0_u32);
    let api = StoredValue::new_local(api());
    Effect::new(move |_| {
        let settings = desk.draft.get();
        let mine = turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        spawn_local(async move {
            TimeoutFuture::new(GATHER).await;
            if turn.try_get_value() != mine {
                return;
            }
            let Some(api) = api.try_get_value() else { return };
            let body = json!({ "settings": settings });
            let preview = api.tell::<SettingsPreview>(Method::POST, "/api/settings/preview", &body).await;
            if turn.try_get_value() == mine {
                // The page may be left meanwhile.
                answer.try_set(Some(preview));
            }
        });
    });
    let contents = piece(move || match answer.get() {
        None => view! { <div class="panel"><i class="sk"></i><i class="sk w7"></i><i class="sk"></i></div> }.into_any(),
        Some(Err(error)) => {
            let (text, _) = error_words(&error, messages());
            view! { <div class="panel"><p class="note bad" role="alert">{text}</p></div> }.into_any()
        }
        Some(Ok(preview)) => desk.draft.with_untracked(|draft| shown(&preview, draft)),
    });
    view! {
        <aside class="card frame set-preview" aria-label=w.preview>
            <header><h2>{w.preview}</h2><span class="grow"></span><span class="sub">{w.preview_note}</span></header>
            <div class="scroll" role="region" aria-label=w.preview tabindex="0">{contents}</div>
        </aside>
    }
    .into_any()
}

fn shown(preview: &SettingsPreview, draft: &Settings) -> AnyView {
    let (t, w) = (messages(), words());
    let tile = |number: u64, name: &'static str| {
        view! { <div><b>{count(number)}</b><span class="sub">{name}</span></div> }.into_any()
    };
    let directions = preview.directions.iter().map(|direction| {
        let name = if direction.name.is_empty() { t.report.no_direction.to_owned() } else { direction.name.clone() };
        let numbers = [direction.preparation, direction.work, direction.won, direction.failed];
        let numbers = numbers.map(|number| view! { <td class="num">{count(number)}</td> }.into_any());
        view! { <tr><th scope="row" class="cut" title=name.clone()>{name.clone()}</th>{numbers.collect_view()}</tr> }
            .into_any()
    });
    let rows = preview.rows.iter().map(|row| {
        let contact = Contact::of(row.last_communication, preview.today, &draft.thresholds);
        let sector = choice_name(&preview.directory.sectors, row.sector);
        let region = choice_name(&preview.directory.regions, row.region);
        let about = [row.inn.clone(), sector, region].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        let title = row.title.clone();
        view! {
            <li><span class="grow cut"><span class="blk cut" title=title.clone()>{title.clone()}</span><span class="sub blk cut" title=about.clone()>{about.clone()}</span></span><span class="lc">{last(contact, t)}</span></li>
        }
        .into_any()
    });
    let unread = (!preview.unread.is_empty()).then(|| {
        let parts = preview.unread.iter().map(|part| part_name(*part, w)).collect::<Vec<_>>();
        view! { <p class="note">{(w.unread)(&parts.join(", "))}</p> }.into_any()
    });
    view! {
        <div class="kp">{tile(preview.companies, w.companies)}{tile(preview.overdue, w.overdue)}{tile(preview.never, w.never)}</div>
        <div class="panel">{unread}</div>
        <table class="tbl">
            <thead>
                <tr>
                    <th scope="col">{w.directions}</th>
                    <th scope="col" class="num">{w.phase_preparation}</th>
                    <th scope="col" class="num">{w.phase_work}</th>
                    <th scope="col" class="num">{w.phase_won}</th>
                    <th scope="col" class="num">{w.phase_failed}</th>
                </tr>
            </thead>
            <tbody>{directions.collect_view()}</tbody>
        </table>
        <ul class="deals" aria-label=w.sample>{rows.collect_view()}</ul>
    }
    .into_any()
}
