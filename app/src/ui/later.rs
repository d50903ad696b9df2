//! Parts of the app that are fetched when they are first needed: what stands in their place until they are there, and
//! when they can not be had.

use crate::api::ApiError;
use crate::api::upgrade::why_not_fetched;
use crate::i18n::messages;
use crate::ui::slide::dialog;
use crate::ui::states::ErrorState;
use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;
use std::future::poll_fn;
use std::task::Poll;

/// The part could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotFetched;

impl From<SplitLoaderError> for NotFetched {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// What a part builds.
pub(crate) type Built = Result<AnyView, NotFetched>;

type Fetching = LocalBoxFuture<'static, Built>;

/// How far the fetching is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    Fetching,
    Here,
    Failed(ApiError),
}

/// Shows `waiting` until what `fetch` builds is there; after a failure, an error with a way to go on.
///
/// The part is built as if it stood here: with the same context, and gone together with its surroundings.
pub(crate) fn later(fetch: impl Fn() -> Fetching + 'static, waiting: fn() -> AnyView) -> AnyView {
    staged(fetch, waiting, |error, retry| view! { <div class="card frame"><ErrorState error retry /></div> }.into_any())
}

/// A page of the app's own navigation; after a failure, a page with this title that says so.
pub(crate) fn later_page(title: &'static str, fetch: impl Fn() -> Fetching + 'static) -> AnyView {
    staged(
        fetch,
        || ().into_any(),
        move |error, retry| {
            view! {
                <header class="head"><h1>{title}</h1></header>
                <main class="main" id="main"><div class="card frame"><ErrorState error retry /></div></main>
            }
            .into_any()
        },
    )
}

/// What `fetch` builds over the page, as soon as it is there; after a failure, an error over the page, too. `closed` hears
/// when the person leaves that.
pub(crate) fn later_over(fetch: impl Fn() -> Fetching + 'static, closed: Callback<()>) -> AnyView {
    staged(
        fetch,
        || ().into_any(),
        move |error, retry| {
            let contents = view! { <ErrorState error retry /> }.into_any();
            dialog(messages().product.to_owned(), String::new(), contents, closed)
        },
    )
}

fn staged(
    fetch: impl Fn() -> Fetching + 'static,
    waiting: fn() -> AnyView,
    failed: impl Fn(ApiError, Callback<()>) -> AnyView + Send + 'static,
) -> AnyView {
    let stage = RwSignal::new(Stage::Fetching);
    let built = StoredValue::new_local(None::<AnyView>);
    let start = StoredValue::new_local(starting(fetch, stage, built));
    start.with_value(|start| start());
    let retry = Callback::new(move |()| {
        stage.set(Stage::Fetching);
        start.with_value(|start| start());
    });
    (move || match stage.get() {
        Stage::Fetching => waiting(),
        Stage::Here => built.try_update_value(Option::take).flatten().unwrap_or_else(|| ().into_any()),
        Stage::Failed(error) => failed(error, retry),
    })
    .into_any()
}

/// What begins to fetch and says in `stage` how it ended.
fn starting(
    fetch: impl Fn() -> Fetching + 'static,
    stage: RwSignal<Stage>,
    built: StoredValue<Option<AnyView>, LocalStorage>,
) -> impl Fn() + 'static {
    let owner = Owner::current();
    move || {
        let owner = owner.clone();
        let mut building = fetch();
        spawn_local(async move {
            let result = poll_fn(|context| {
                // Whoever wanted the part may have left meanwhile.
                if stage.try_get_untracked().is_none() {
                    return Poll::Ready(None);
                }
                let mut poll = || building.as_mut().poll(context).map(Some);
                match &owner {
                    Some(owner) => owner.with(poll),
                    None => poll(),
                }
            });
            match result.await {
                Some(Ok(view)) => {
                    built.set_value(Some(view));
                    stage.set(Stage::Here);
                }
                Some(Err(NotFetched)) => drop(stage.try_set(Stage::Failed(why_not_fetched().await))),
                None => {}
            }
        });
    }
}
