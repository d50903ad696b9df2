//! The root: what all pages share, and which of them is shown.

mod address;
mod opening;

use crate::api::{Api, ApiError, ApiHandle, api};
use crate::frame::{Frame, identity};
use crate::i18n::{Language, Messages, browser_language, messages};
use crate::launch::Launch;
use crate::live::{Live, live};
use crate::pages::activity::talk::outbox::Outbox;
use crate::pages::company_tab::Card;
use crate::pages::report::{ReportOpening, ReportPage, ReportState, Store, borrowed_report};
use crate::pages::start::{OutsidePage, StartError};
use crate::parts;
use crate::routes::Page;
use crate::routes::activity::ActivityView;
use crate::ui::later::{later, later_page};
use crate::ui::shell::Shell;
use crate::ui::toast::Toasts;
use address::keep_address;
use futures_util::FutureExt as _;
use leptos::prelude::*;
use leptos::task::spawn_local;
use opening::open;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// Who looks, as far as pages need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Viewer {
    /// Bitrix24 id.
    pub(crate) id: i64,
    /// Name as the portal tells it.
    pub(crate) name: String,
    /// Whether they administer the portal.
    pub(crate) admin: bool,
    /// Whether they may change the settings of the reports.
    pub(crate) settings: bool,
    /// Host of the portal.
    pub(crate) domain: String,
    /// Path in the portal that opens the app.
    pub(crate) path: String,
}

/// How far the opening is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The session is being opened.
    Opening,
    /// It is open.
    Open {
        /// Who looks.
        viewer: Viewer,
        /// Whether the app is installed in the portal.
        installed: bool,
        /// Where the portal opened the app.
        placement: String,
        /// Id of the record in whose card it did.
        record: Option<i64>,
    },
    /// The page does not stand inside a portal.
    Outside,
    /// It could not be opened.
    Failed(ApiError),
}

/// Path in the portal that opens the app, for links that are passed on.
#[derive(Clone)]
pub(crate) struct AppPath(pub(crate) String);

/// Whether the page is as narrow as a phone.
#[derive(Clone, Copy)]
pub(crate) struct Phone(pub(crate) RwSignal<bool>);

/// What every page of an open session shares.
#[derive(Clone, Copy)]
struct Opened {
    page: RwSignal<Page>,
    report: ReportState,
    activity: RwSignal<ActivityView>,
}

/// The whole app.
#[component]
pub(crate) fn App() -> impl IntoView {
    let launch = read_launch();
    let words = words(&launch);
    let frame = identity(&window(), &launch).and_then(|identity| Frame::open(&window(), identity));
    let api = Api::new(frame);
    let live = Live::new();
    provide_context::<ApiHandle>(StoredValue::new_local(api.clone()));
    provide_context(live);
    provide_context(Phone(phone()));
    provide_context(Toasts::new());
    provide_context(Outbox::new());

    let stage = RwSignal::new(Stage::Opening);
    let opened = Opened {
        page: RwSignal::new(Page::default()),
        report: ReportState::new(),
        activity: RwSignal::new(ActivityView::default()),
    };
    let installer = RwSignal::new(is_installer(&launch));
    let from_portal = launch.installer;
    let stored = StoredValue::new_local((api, launch));
    let start = move || {
        stage.set(Stage::Opening);
        let (api, launch) = stored.get_value();
        spawn_local(async move {
            let reached = open(&api, &launch, opened).await;
            if matches!(reached, Stage::Open { .. }) {
                live.watch(api);
            }
            stage.set(reached);
        });
    };
    start();
    keep_address(opened, stage);

    // The first word is in the right language, so the page waits for it; the session meanwhile opens.
    let shown = move |t: &'static Messages| {
        provide_context(t);
        stored.with_value(|(api, launch)| name_page(t, api, launch));
        view! { <Screens opened stage installer retry=Callback::new(move |()| start()) from_portal /> }.into_any()
    };
    move || words.get().map(shown)
}

/// The words of the portal's language as soon as they are there.
fn words(launch: &Launch) -> RwSignal<Option<&'static Messages>> {
    let language = if launch.lang.is_empty() { browser_language() } else { launch.lang.clone() };
    let language = Language::of_code(&language);
    let words = RwSignal::new(language.at_once());
    if words.with_untracked(Option::is_none) {
        spawn_local(async move { words.set(Some(language.words().await)) });
    }
    words
}

/// What an opening leads to.
#[component]
fn Screens(
    opened: Opened,
    stage: RwSignal<Stage>,
    installer: RwSignal<bool>,
    /// Opens the session anew.
    retry: Callback<()>,
    /// Whether the portal opened the installer.
    from_portal: bool,
) -> impl IntoView {
    let kind = Memo::new(move |_| Screen::of(&stage.get(), installer.get()));
    move || match kind.get() {
        Screen::Install => {
            let finished = Callback::new(move |()| installer.set(false));
            let fetch = move || parts::installer(stage, from_portal, finished, retry).boxed_local();
            later(fetch, || ().into_any())
        }
        Screen::Outside => view! { <OutsidePage /> }.into_any(),
        Screen::Failed(error) => view! { <StartError error retry /> }.into_any(),
        Screen::CardTab(card) => later(move || parts::card_tab(card).boxed_local(), || ().into_any()),
        Screen::Pages(viewer) => view! { <Pages opened viewer /> }.into_any(),
    }
}

/// Which screen a stage leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Screen {
    Install,
    Outside,
    Failed(ApiError),
    /// Inside a card.
    CardTab(Card),
    /// The app's own pages; before the session is open nobody is known yet.
    Pages(Option<Viewer>),
}

impl Screen {
    fn of(stage: &Stage, installer: bool) -> Self {
        match stage {
            Stage::Outside => Self::Outside,
            _ if installer => Self::Install,
            Stage::Opening => Self::Pages(None),
            Stage::Failed(error) => Self::Failed(error.clone()),
            Stage::Open { installed: false, .. } => Self::Install,
            Stage::Open { viewer, placement, record, .. } => match placement.as_str() {
                "CRM_COMPANY_DETAIL_TAB" => Self::CardTab(Card::Company(*record)),
                "CRM_DEAL_DETAIL_TAB" => Self::CardTab(Card::Deal(*record)),
                _ => Self::Pages(Some(viewer.clone())),
            },
        }
    }
}

#[component]
fn Pages(opened: Opened, viewer: Option<Viewer>) -> impl IntoView {
    let t = messages();
    let Opened { page, report, activity } = opened;
    // An administrator may look as somebody else, at both reports alike.
    let eyes = Memo::new(move |_| activity.with(|view| view.eyes));
    let store = viewer.as_ref().map(|viewer| Store::new(report, viewer.id, api(), live()));
    let viewer = viewer.unwrap_or_default();
    provide_context(AppPath(viewer.path.clone()));
    let domain = viewer.domain.clone();
    let (admin, settings) = (viewer.admin, viewer.settings);
    view! {
        <Shell page viewer>
            {move || match (store, page.get()) {
                (None, _) => view! { <ReportOpening /> }.into_any(),
                (Some(store), Page::Report) => match eyes.get() {
                    None => view! { <ReportPage store admin /> }.into_any(),
                    Some(eyes) => borrowed_report(report, activity, eyes),
                },
                (Some(_), Page::Activity) => later_page(t.activity_title, move || parts::activity(activity).boxed_local()),
                (Some(_), Page::Settings) => later_page(t.settings_title, move || parts::settings(settings).boxed_local()),
                (Some(_), Page::Data) => {
                    let domain = domain.clone();
                    later_page(t.data_title, move || parts::data_page(domain.clone(), admin).boxed_local())
                }
            }}
        </Shell>
    }
}

fn read_launch() -> Launch {
    let element = document().get_element_by_id("launch");
    let text = element.and_then(|element| element.text_content()).unwrap_or_default();
    Launch::read(&text)
}

fn is_installer(launch: &Launch) -> bool {
    let path = window().location().pathname().unwrap_or_default();
    launch.installer || path.trim_end_matches('/').ends_with("/install")
}

fn name_page(t: &Messages, api: &Api, launch: &Launch) {
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
    document().set_title(t.product);
    if let Some(root) = document().document_element() {
        // The attribute is always writable.
        drop(root.set_attribute("lang", t.tag));
    }
    // Placements inside cards keep the card's own title.
    if let Some(frame) = api.frame().filter(|_| matches!(launch.placement.as_str(), "" | "DEFAULT")) {
        frame.set_title(t.product);
    }
}

fn phone() -> RwSignal<bool> {
    let is_phone = RwSignal::new(false);
    let query = window().match_media("(max-width: 760px)").ok().flatten();
    if let Some(query) = query {
        is_phone.set(query.matches());
        let watched = query.clone();
        let listener = Closure::<dyn Fn()>::new(move || is_phone.set(watched.matches()));
        query.set_onchange(Some(listener.as_ref().unchecked_ref()));
        // Lives as long as the page.
        listener.forget();
    }
    is_phone
}
