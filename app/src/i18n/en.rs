//! English.

use super::Messages;
use crate::format::count;
use domain::progress::Entity;

fn form(n: u64, one: &'static str, many: &'static str) -> &'static str {
    if n == 1 { one } else { many }
}

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
    tag: "en",
    product: "Svodka",
    skip_to_content: "Skip to content",
    sections: "App sections",
    loading: "Loading",
    retry: "Try again",
    close: "Close",
    reset: "Reset",
    done: "Done",

    report_title: "Communications and deals",
    report_tab: "Clients",
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
    freshness: "What is loaded",
    portal: |domain| format!("portal {domain}"),
    stopped: |code| format!("Exchange with the portal has stopped: {code}. A portal administrator is needed."),

    filters: "Filters",
    search_hint: "Title or tax number",
    search_label: "Search by title or tax number",
    overdue: "Not contacted for long",
    responsible: "Responsible",
    direction: "Direction",
    sector: "Sector",
    no_direction: "No direction",
    no_sector: "No sector",
    drop_filter: |name| format!("Remove the filter “{name}”"),
    find_person: "Find a person or department",
    find_value: "Find",
    nothing_found: "Nothing found",
    no_department: "No department",
    dismissed: "dismissed",
    expand: |name| format!("Show people: {name}"),
    collapse: |name| format!("Hide people: {name}"),
    out_of: |total| format!("of {total}"),
    order: "Order",
    order_title: "By title",
    order_large: "Largest in work first",
    order_won: "Largest won first",
    order_oldest: "Oldest communication first",
    order_newest: "Latest communication first",
    order_other: "Another order",

    table_label: "Companies: scrollable table",
    cards_label: "Companies: scrollable list",
    company: "Company",
    last_communication: ("Last", "communication"),
    all_deals: "All deals",
    in_work: "In work",
    won: "Won",
    all_sums: "Total",
    active_deals: "Active deals",
    inn: |inn| format!("Tax no. {inn}"),
    no_inn: "no tax number",
    unassigned: "Not assigned",
    today: "today",
    yesterday: "yesterday",
    days: |n| format!("{} {}", count(u64::from(n.unsigned_abs())), form(u64::from(n.unsigned_abs()), "day", "days")),
    days_ago: |n| match n {
        0 => "today".to_owned(),
        1 => "1 day ago".to_owned(),
        n => format!("{n} days ago"),
    },
    never: "Never",
    never_contacted: "no contacts",
    overdue_for: |n| format!("No contact for {n} days"),
    deals: |n| format!("{} {}", count(n), form(n, "deal", "deals")),
    companies: |n, shown| format!("{shown} {}", form(n, "company", "companies")),
    preparation: "Preparing",
    failed: "Refused",
    failed_title: |n| format!("Refused {n} days ago: too early to offer again"),
    suspended: "Paused",
    suspended_title: |n| format!("Deals have not moved for {n} days: may be offered again"),
    more_currencies: |n| format!("and {n} more {}", form(n as u64, "currency", "currencies")),
    totals_filtered: "Filtered total",
    totals_all: "Total",
    overdue_count: |_, shown| format!("{shown} not contacted for long"),
    without_company: "Deals without a company",
    active_count: |_, shown| format!("{shown} active"),

    empty_title: "Nothing found",
    empty_text: |n, shown| format!("None of {shown} {} meets all conditions at once.", form(n, "company", "companies")),
    empty_nearest: |filter, found| format!("Closest: {found} without the filter “{filter}”."),
    empty_drop: |filter| format!("Remove “{filter}”"),
    reset_all: "Reset all",
    text_filter: "Search",
    no_companies_title: "No companies yet",
    no_companies_all: "The first company of the CRM will appear here by itself.",
    no_companies_own: "No company is assigned to you or your departments. A portal administrator assigns them.",
    first_sync_title: "Reading the portal's data",
    first_sync_text: "First companies appear here in a few seconds, no need to wait for the end of loading.",

    error_title: "The data could not be shown",
    error_network: "The app's server can not be reached. Check the connection and try again.",
    error_unexpected: |status| format!("The server answered unexpectedly (code {status}). Try again in a minute."),
    error_session: "The session has ended and the portal did not confirm it. Reload the portal's page.",
    error_data: "The server's answer could not be read. Reload the page: there may be a new version.",
    error_code: |id| format!("Code for support: {id}"),
    outside_title: "Open Svodka in Bitrix24",
    outside_text: "The app works inside a portal: sign in to Bitrix24 and choose Svodka in the left menu.",
    forged_text: "The portal did not confirm that it opened this page. Reload the portal's page.",
    stale_note: "No connection: the latest received data is shown.",

    install_title: "Connecting Svodka",
    install_to: |domain| format!("to the portal {domain}"),
    install_steps: "Steps",
    install_access: "Access",
    install_binding: "Connecting",
    install_ready: "Done",
    install_checking: "Checking access to the portal",
    install_wiring: "Subscribing to changes and adding menu items",
    install_wiring_sub: "usually takes a few seconds",
    install_note: (
        "Nothing extra.",
        "Correspondence, files and call recordings are not downloaded. The data is erased if you choose so when uninstalling.",
    ),
    install_moves_on: "Reports open by themselves, data keeps loading meanwhile.",
    install_done_text: "The app is connected, data is loading.",
    install_open: "Open reports",
    install_admin_title: "A portal administrator is needed",
    install_admin_text: "Only an administrator of Bitrix24 can connect the app. Ask one to open this page.",

    company_tab_title: "Communication with this company",
    company_tab_text: "Calls, meetings and sums by direction of this company will appear here.",
    deal_tab_title: "The deal in the whole picture",
    deal_tab_text: "How this deal affects plans and the forecast will appear here.",
    tab_hint: "For now this data is in the report “Communications and deals” in the portal's menu.",
};
