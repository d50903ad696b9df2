//! The browser client of Svodka: mounts the app, nothing else.

#![expect(unreachable_pub, reason = "the component macro makes the pieces of a component public")]
#![expect(clippy::needless_pass_by_value, reason = "components own what they are given")]

mod api;
mod app;
mod format;
mod frame;
mod i18n;
mod launch;
mod live;
mod pages;
mod parts;
mod routes;
mod ui;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
