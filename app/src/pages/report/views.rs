//! Saved views: chosen, kept, shared, opened with, passed on as a link.

mod link;

use super::store::Store;
use crate::api::{Api, ApiError, api};
use crate::format::count;
use crate::i18n::tools::words;
use crate::i18n::{Messages, messages};
use crate::ui::icon::Icon;
use crate::ui::reactive::{flag, piece, text};
use crate::ui::states::error_words;
use crate::ui::toast::toasts;
use domain::report::columns::Layout;
use domain::report::query::{ReportQuery, Sort, SortKey};
use domain::report::views::{LONGEST_NAME, View, ViewDraft, Views};
use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Views of the person who looks, and which of them was chosen last.
#[derive(Clone, Copy)]
pub(crate) struct Shelf {
    /// All of them; `None` until they are here.
    pub(crate) views: RwSignal<Option<Views>>,
    /// The one chosen last.
    pub(crate) chosen: RwSignal<Option<i64>>,
}

impl Shelf {
    /// Without views yet.
    pub(crate) fn new() -> Self {
        Self { views: RwSignal::new(None), chosen: RwSignal::new(None) }
    }

    /// Fetches the views; where the address asked for nothing, the report opens with the one chosen for that.
    pub(crate) fn fetch(self, store: Store, open: bool, api: Api) {
        spawn_local(async move {
            let Ok(views) = api.ask::<Views>("/api/views").await else { return };
            let opening = views.opening().filter(|_| open).cloned();
            self.views.set(Some(views));
            if let Some(view) = opening {
                self.choose(store, &view);
            }
        });
    }

    fn choose(self, store: Store, view: &View) {
        // What was kept reads; a view of a newer version opens as far as it does.
        store.query.set(ReportQuery::parse(&view.draft.query).unwrap_or_default());
        store.layout.set(view.draft.columns.clone());
        self.chosen.set(Some(view.id));
    }

    /// The view chosen last.
    fn present(self) -> Option<View> {
        let id = self.chosen.get()?;
        self.views.with(|views| views.as_ref()?.views.iter().find(|view| view.id == id).cloned())
    }
}

/// Clients nobody has talked to for long, the longest first.
pub(crate) fn forgotten() -> ReportQuery {
    let sort = Sort { key: SortKey::LastCommunication, descending: false };
    ReportQuery { overdue: true, sort, ..ReportQuery::default() }
}

/// The name of the view in force: a saved one, a usual one, or none.
pub(crate) fn name_in_force(store: Store, t: &'static Messages) -> String {
    if let Some(view) = store.shelf.present() {
        return view.draft.name;
    }
    store.query.with(|query| {
        if query.overdue && *query == (ReportQuery { sort: query.sort, ..forgotten() }) {
            t.report.overdue.to_owned()
        } else if query.is_filtered() {
            t.report.own_view.to_owned()
        } else {
            t.report.all_companies.to_owned()
        }
    })
}

/// What the panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    /// Views and what can be done with them.
    List,
    /// The question for the name of a new one.
    Naming,
    /// The link to what is shown.
    Link,
}

/// The panel below the name of the view.
pub(crate) fn views_panel(store: Store, close: Callback<()>) -> AnyView {
    let face = RwSignal::new(Face::List);
    piece(move || match face.get() {
        Face::Naming => naming_form(store, face, close),
        Face::Link => link::form(store, face),
        Face::List => list(store, face, close),
    })
    .into_any()
}

fn list(store: Store, face: RwSignal<Face>, close: Callback<()>) -> AnyView {
    let t = messages();
    let own = piece(move || match store.shelf.views.get() {
        Some(views) => views.views.iter().map(|view| saved(store, &views, view, close)).collect_view().into_any(),
        None => ().into_any(),
    });
    view! {
        <div class="menu views">
            <ul class="scroll">
                {usual(store, "build", t.report.all_companies, ReportQuery::default(), close)}
                {usual(store, "alert", t.report.overdue, forgotten(), close)}
                {own}
            </ul>
            <hr />
            {piece(move || actions(store, face, t))}
        </div>
    }
    .into_any()
}

/// A view that is always there.
fn usual(store: Store, icon: &'static str, name: &'static str, query: ReportQuery, close: Callback<()>) -> AnyView {
    let rows = store.count(&query);
    let filter = |query: &ReportQuery| ReportQuery { sort: Sort::default(), ..query.clone() };
    let is_on = store.shelf.chosen.get_untracked().is_none()
        && store.query.with_untracked(|present| filter(present) == filter(&query));
    let choose = Callback::new(move |()| {
        store.shelf.chosen.set(None);
        store.query.set(query.clone());
        store.layout.set(Layout::default());
        close.run(());
    });
    entry(Entry { icon, name: name.to_owned(), note: "", rows, is_on }, choose)
}

fn saved(store: Store, views: &Views, view: &View, close: Callback<()>) -> AnyView {
    let opens = views.opening().is_some_and(|opening| opening.id == view.id);
    let for_all = views.portal_default == Some(view.id);
    let note = match (opens, for_all, view.draft.shared) {
        (true, false, _) => words().view_opens,
        (_, true, _) => words().view_opens_for_all,
        (false, false, true) => words().view_shared,
        (false, false, false) => "",
    };
    let shown = Entry {
        icon: if view.draft.shared { "people" } else { "star" },
        name: view.draft.name.clone(),
        note,
        rows: ReportQuery::parse(&view.draft.query).ok().and_then(|query| store.count(&query)),
        is_on: store.shelf.chosen.get() == Some(view.id),
    };
    let view = view.clone();
    let choose = Callback::new(move |()| {
        store.shelf.choose(store, &view);
        close.run(());
    });
    entry(shown, choose)
}

/// What a line of the list shows.
struct Entry {
    icon: &'static str,
    name: String,
    note: &'static str,
    rows: Option<u64>,
    is_on: bool,
}

fn entry(shown: Entry, choose: Callback<()>) -> AnyView {
    let Entry { icon, name, note, rows, is_on } = shown;
    let icon = if is_on { "check" } else { icon };
    let note = (!note.is_empty()).then(|| view! { <span class="sub">{note}</span> });
    view! {
        <li>
            <button type="button" class:on=is_on aria-pressed=is_on.to_string() on:click=move |_| choose.run(())>
                <Icon name=icon />
                <span class="grow cut" title=name.clone()>{name.clone()}</span>
                {note}
                <span class="muted">{rows.map(count)}</span>
            </button>
        </li>
    }
    .into_any()
}

/// What can be done with the view in force.
fn actions(store: Store, face: RwSignal<Face>, t: &'static Messages) -> AnyView {
    let present = store.shelf.present();
    let views = store.shelf.views.get().unwrap_or_default();
    let own_eyes = !store.is_borrowed();
    let is_own = own_eyes && present.as_ref().is_some_and(|view| view.owner.0 == store.viewer);
    let changed = present.as_ref().is_some_and(|view| {
        store.query.with(|query| query.to_text() != view.draft.query)
            || store.layout.with(|layout| *layout != view.draft.columns)
    });
    let opens = present.as_ref().is_some_and(|view| views.own_default == Some(view.id));
    let shared = present.as_ref().is_some_and(|view| view.draft.shared);
    let chosen = present.is_some();
    let act = move |action: Action| Callback::new(move |()| act(store, action, t));
    let save_as = Callback::new(move |()| face.set(Face::Naming));
    let link = Callback::new(move |()| face.set(Face::Link));
    let opens_all = present.as_ref().is_some_and(|view| views.portal_default == Some(view.id));
    let may_change = is_own || (shared && views.may_share);
    [
        (chosen && may_change && changed, "check", words().view_save, act(Action::Save)),
        (own_eyes, "plus", words().view_save_as, save_as),
        (
            own_eyes && chosen,
            "eye",
            if opens { words().view_not_first } else { words().view_first },
            act(Action::Open(!opens)),
        ),
        (
            chosen && may_change && views.may_share,
            "people",
            if shared { words().view_unshare } else { words().view_share },
            act(Action::Share(!shared)),
        ),
        (
            chosen && shared && views.may_share,
            "build",
            if opens_all { words().view_not_first_for_all } else { words().view_first_for_all },
            act(Action::OpenForAll(!opens_all)),
        ),
        (true, "link", words().view_link, link),
        (chosen && may_change, "x", words().view_delete, act(Action::Delete)),
    ]
    .into_iter()
    .filter(|(offered, ..)| *offered)
    .map(|(_, icon, name, run)| {
        view! { <button type="button" on:click=move |_| run.run(())><Icon name=icon />{name}</button> }.into_any()
    })
    .collect_view()
    .into_any()
}

/// What is done with a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Save,
    Open(bool),
    OpenForAll(bool),
    Share(bool),
    Delete,
}

fn act(store: Store, action: Action, t: &'static Messages) {
    let Some(view) = untrack(|| store.shelf.present()) else { return };
    let shelf = store.shelf;
    let (api, notes) = (api(), toasts());
    let mut changed = view.clone();
    let told = match action {
        Action::Save => {
            changed.draft = draft(store, view.draft.name.clone(), view.draft.shared);
            words().view_saved
        }
        Action::Share(shared) => {
            changed.draft.shared = shared;
            if shared { words().view_now_shared } else { words().view_saved }
        }
        Action::Open(_) | Action::OpenForAll(_) => words().view_saved,
        Action::Delete => words().view_deleted,
    };
    spawn_local(async move {
        let path = format!("/api/views/{}", view.id);
        let done = match action {
            Action::Save | Action::Share(_) => api.tell::<View>(Method::PUT, &path, &changed).await.map(drop),
            Action::Open(opens) => {
                let body = serde_json::json!({ "view": opens.then_some(view.id) }).to_string();
                api.done(Method::PUT, "/api/views/default", Some(&body)).await
            }
            Action::OpenForAll(opens) => {
                let body = serde_json::json!({ "view": opens.then_some(view.id), "portal": true }).to_string();
                api.done(Method::PUT, "/api/views/default", Some(&body)).await
            }
            Action::Delete => api.done(Method::DELETE, &path, None).await,
        };
        after(store, done, told, t, &api, notes).await;
        if action == Action::Delete {
            shelf.chosen.set(None);
        }
    });
}

/// Fetches the views anew and says what happened.
async fn after(
    store: Store,
    done: Result<(), ApiError>,
    told: &'static str,
    t: &'static Messages,
    api: &Api,
    notes: crate::ui::toast::Toasts,
) {
    match done {
        Ok(()) => notes.tell(told.to_owned()),
        Err(error) => notes.tell(error_words(&error, t).0),
    }
    if let Ok(views) = api.ask::<Views>("/api/views").await {
        store.shelf.views.set(Some(views));
    }
}

fn draft(store: Store, name: String, shared: bool) -> ViewDraft {
    let query = store.query.with_untracked(ReportQuery::to_text);
    ViewDraft { name, query, columns: store.layout.get_untracked(), shared }
}

/// Asks for the name of a new view.
fn naming_form(store: Store, face: RwSignal<Face>, close: Callback<()>) -> AnyView {
    let t = messages();
    let name = RwSignal::new(String::new());
    let shared = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(String::new());
    let may_share = store.shelf.views.with_untracked(|views| views.as_ref().is_some_and(|views| views.may_share));
    let (api, notes) = (StoredValue::new_local(api()), toasts());
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field that is gone can not take the focus.
            drop(field.focus());
        }
    });
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(api) = api.try_get_value() else { return };
        let draft = draft(store, name.get_untracked(), shared.get_untracked());
        if draft.name.trim().is_empty() || busy.get_untracked() {
            return wrong.set(words().view_needs_name.to_owned());
        }
        busy.set(true);
        spawn_local(async move {
            match api.tell::<View>(Method::POST, "/api/views", &draft).await {
                Ok(view) => {
                    store.shelf.chosen.set(Some(view.id));
                    after(store, Ok(()), words().view_saved, t, &api, notes).await;
                    close.run(());
                }
                Err(error) => {
                    // The form may be gone meanwhile.
                    wrong.try_set(error_words(&error, t).0);
                    busy.try_set(false);
                }
            }
        });
    };
    let share = may_share.then(|| {
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=flag(move || shared.get()) on:change=move |_| shared.update(|on| *on = !*on) />
                {words().view_share_all}
            </label>
        }
        .into_any()
    });
    let warning = piece(move || match wrong.get() {
        words if words.is_empty() => ().into_any(),
        words => view! { <p class="sub neg" role="alert">{words}</p> }.into_any(),
    });
    view! {
        <form class="panel naming" on:submit=save>
            <label class="lbl">
                {words().view_name}
                <span class="field">
                    <input
                        maxlength=LONGEST_NAME.to_string()
                        node_ref=field
                        autocomplete="off"
                        prop:value=text(move || name.get())
                        on:input=move |event| name.set(event_target_value(&event))
                    />
                </span>
            </label>
            {share}
            {warning}
            <div class="row">
                <button class="btn primary sm" type="submit" disabled=flag(move || busy.get())>{t.save}</button>
                <button class="btn sm" type="button" on:click=move |_| face.set(Face::List)>{t.cancel}</button>
            </div>
        </form>
    }
    .into_any()
}
