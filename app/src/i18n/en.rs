//! English.

use super::plural::germanic as form;
use super::{Language, Messages};
use domain::progress::Entity;

fn entity(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "People",
        Entity::Departments => "Departments",
        Entity::Dictionaries => "Dictionaries",
        Entity::Companies => "Companies",
        Entity::Requisites => "Requisites",
        Entity::Contacts => "Contacts",
        Entity::Deals => "Deals",
        Entity::Activities => "Activities and meetings",
        Entity::Calls => "Calls",
    }
}

fn entity_reads(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "name, position, department",
        Entity::Departments => "name, head",
        Entity::Dictionaries => "pipelines, stages, sectors, currencies",
        Entity::Companies => "card, responsible, sector",
        Entity::Requisites => "tax number",
        Entity::Contacts => "name, company",
        Entity::Deals => "pipeline, stage, sum, dates",
        Entity::Activities => "kind, deadline, outcome",
        Entity::Calls => "who, whom, when, how long",
    }
}

fn entity_of(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "people",
        Entity::Departments => "departments",
        Entity::Dictionaries => "dictionary entries",
        Entity::Companies => "companies",
        Entity::Requisites => "requisites",
        Entity::Contacts => "contacts",
        Entity::Deals => "deals",
        Entity::Activities => "activities",
        Entity::Calls => "calls",
    }
}

fn left(seconds: u32) -> String {
    if seconds < 60 {
        return "less than a minute left".to_owned();
    }
    let minutes = seconds.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("about {minutes} min left"),
        (hours, 0) => format!("about {hours} h left"),
        (hours, minutes) => format!("about {hours} h {minutes} min left"),
    }
}

/// The table.
pub(super) static MESSAGES: Messages = Messages {
    language: Language::En,
    parts: None,
    tag: "en",
    date_mark: '.',
    product: "Svodka",
    skip_to_content: "Skip to content",
    sections: "App sections",
    loading: "Loading",
    retry: "Try again",
    reload: "Load again",
    close: "Close",
    reset: "Reset",
    reset_all: "Reset all",
    done: "Done",
    save: "Save",
    cancel: "Cancel",
    as_table: "Table",
    settings_title: "Settings",
    settings_tab: "More",
    shortcuts: "Keys",

    report_title: "Communications and deals",
    report_tab: "Clients",
    activity_title: "Calls and meetings",
    activity_tab: "Calls",
    data_title: "Data",

    updated_never: "no data yet",
    updated_now: "updated just now",
    updated_minutes: |n| format!("updated {n} min ago"),
    updated_hours: |n| format!("updated {n} h ago"),
    updated_days: |n| format!("updated {n} {} ago", form(n, "day", "days")),
    loading_of: |done, total, entity| format!("Loading: {done} of {total} {}", entity_of(entity)),
    loading_some: |done, entity| format!("Loading: {done} {}", entity_of(entity)),
    loading_starts: "Loading is about to start",
    left_seconds: left,

    entity,
    entity_reads,
    of_total: |total| format!("of {total}"),
    entity_done: "loaded",
    entity_running: "loading",
    entity_waiting: "waiting",
    backfill: "First load",
    backfill_may_close: "You may close this window: loading goes on.",
    backfill_done: "Everything is loaded, changes arrive by themselves.",
    portal: |domain| format!("portal {domain}"),
    stopped: |code| format!("Exchange with the portal has stopped: {code}. A portal administrator is needed."),

    drop_filter: |name| format!("Remove the filter “{name}”"),
    find_value: "Find",
    nothing_found: "Nothing found",
    range_from: "From",
    range_to: "To",
    range_wrong: "The beginning is behind the end: not applied.",
    expand: |name| format!("Show people: {name}"),
    collapse: |name| format!("Hide people: {name}"),

    error_title: "The data could not be shown",
    error_network: "The app's server can not be reached. Check the connection and try again.",
    error_unexpected: |status| format!("The server answered unexpectedly (code {status}). Try again in a minute."),
    error_session: "The session has ended and the portal did not confirm it. Reload the portal's page.",
    error_data: "The server's answer could not be read. Reload the page: there may be a new version.",
    error_code: |id| format!("Code for support: {id}"),
    upgraded_title: "There is a new version of Svodka",
    upgraded_text: "This page is of the earlier version, and this part of it is no longer on the server. Load it again: the section, the filters and the order stay.",
    outside_title: "Open Svodka in Bitrix24",
    outside_text: "The app works inside a portal: sign in to Bitrix24 and choose Svodka in the left menu.",
    forged_text: "The portal did not confirm that it opened this page. Reload the portal's page.",

    report: super::report::en::WORDS,
    card: super::card::en::WORDS,
};
