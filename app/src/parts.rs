//! Parts of the app that most people need seldom or never: each becomes a file of its own, fetched when it is first
//! shown, so that the report comes as quickly as if there were nothing else.

use crate::app::Stage;
use crate::pages::data::DataPage;
use crate::pages::install::InstallPage;
use crate::ui::later::Built;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

/// The installer.
#[wasm_split(install, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn installer(
    stage: RwSignal<Stage>,
    from_portal: bool,
    finished: Callback<()>,
    retry: Callback<()>,
) -> Built {
    Ok(view! { <InstallPage stage from_portal finished retry /> }.into_any())
}

/// What is loaded.
#[wasm_split(data, wasm_split_path = ::leptos::wasm_split, fallible)]
pub(crate) fn data_page(domain: String, admin: bool) -> Built {
    Ok(view! { <DataPage domain admin /> }.into_any())
}
