//! Parts of the app that are fetched when they are first needed: what stands in their place until they are there, and
//! when they can not be had.

use crate::api::ApiError;
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

/// How far the fetching is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Fetching,
    Here,
    Failed,
}

/// Shows `waiting` until what `fetch` builds is there; after a failure, an error with a way to try again.
///
/// The part is built as if it stood here: with the same context, and gone together with its surroundings.
pub(crate) fn later(fetch: impl Fn() -> LocalBoxFuture<'static, Built> + 'static, waiting: fn() -> AnyView) -> AnyView {
    let stage = RwSignal::new(Stage::Fetching);
    let built = StoredValue::new_local(None::<AnyView>);
    let fetch = StoredValue::new_local(Box::new(fetch) as Box<dyn Fn() -> LocalBoxFuture<'static, Built>>);
    let owner = Owner::current();
    let start = move || {
        let owner = owner.clone();
        let Some(mut building) = fetch.try_with_value(|fetch| fetch()) else { return };
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
                Some(Err(NotFetched)) => stage.set(Stage::Failed),
                None => {}
            }
        });
    };
    start();
    let start = StoredValue::new_local(start);
    let retry = Callback::new(move |()| {
        stage.set(Stage::Fetching);
        start.with_value(|start| start());
    });
    (move || match stage.get() {
        Stage::Fetching => waiting(),
        Stage::Here => built.try_update_value(Option::take).flatten().unwrap_or_else(|| ().into_any()),
        Stage::Failed => {
            view! { <div class="card frame"><ErrorState error=ApiError::Network retry /></div> }.into_any()
        }
    })
    .into_any()
}
