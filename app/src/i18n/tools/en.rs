//! English.

use super::ToolMessages;
use crate::i18n::plural::germanic as form;

/// The table.
pub(super) const WORDS: ToolMessages = ToolMessages {
    keys: [
        ("/", "Search by title or tax number"),
        ("↑ ↓ ← →", "From cell to cell"),
        ("Home End", "To the ends of a row"),
        ("Enter", "Open what is behind a number"),
        ("Space", "Choose a company"),
        ("Alt ← →", "Width of a column (on its heading)"),
        ("Alt Shift ← →", "Move a column"),
        ("Alt ↑ ↓", "Move in the list of columns"),
        ("Esc", "Close and go back"),
        ("?", "These hints"),
    ],
    columns: "Columns",
    columns_usual: "Default",
    columns_hint: "Order: drag, or Alt with arrows. Width: the edge of a heading, or Alt with ← → on it.",
    find_column: "Find a column",
    row_height: "Row height",
    rows_usual: "Usual",
    rows_dense: "Dense",
    pinned: "pinned",
    active_short: |n| format!("{n} active"),

    view_save: "Save changes",
    view_save_as: "Save as a new view",
    view_first: "Open the report with this view",
    view_not_first: "Do not open with this view",
    view_first_for_all: "Open everybody’s report with it",
    view_not_first_for_all: "Do not open everybody’s with it",
    view_opens_for_all: "first for all",
    view_link: "Link to this view",
    link_copied: "The link is copied. Whoever opens it sees what they may see.",
    link_by_hand: "Copy the link: it is selected.",
    view_share: "Show to everybody in the portal",
    view_unshare: "Keep to myself",
    view_share_all: "Show to everybody in the portal",
    view_delete: "Delete the view",
    view_deleted: "The view is deleted",
    view_saved: "The view is saved",
    view_now_shared: "Everybody in the portal sees the view",
    view_opens: "opens first",
    view_shared: "shared",
    view_name: "Name of the view",
    view_needs_name: "Name the view",

    export_xlsx: "Excel table",
    export_csv: "Separated text",
    export_note: |n, shown| {
        format!("All {shown} {} of the filter, columns and order as on the screen.", form(n, "company", "companies"))
    },
    exported: |name| format!("Saved: {name}"),

    chart_note: "By the present filter",
    chart_hint: "Click a bar to see these clients in the table.",
    by_responsible: "By responsible",
    by_month: "By month: when the time ran out",
    month: "Month",
    companies_column: "Companies in all",
    chart_people: |n, overdue, all| {
        format!("{overdue} {} of {all} not contacted for long.", form(n, "client", "clients"))
    },
    chart_most: |name, n| format!("Most: {name}, {n}."),
    chart_peak: |month, n| format!("Most in {month}: {n}."),
    chart_never: |n, shown| format!("Never contacted: {shown} {}.", form(n, "client", "clients")),

    deals: "Deals",
    create_deal: "Create a deal",
    new_deal: "New deal",
    creating: "Creating…",
    create_question: |company, direction| format!("{company}: create a deal in “{direction}”?"),
    create_note: "The company’s contacts are added to the deal, and its card opens at once.",
    deal_created: |id, contacts| format!("Deal {id} is created, contacts: {contacts}"),
    show_in_crm: "Show in CRM",
    first_lines: |shown, all| format!("The first {shown} of {all}."),
    deal_number: |id| format!("No. {id}"),
    changed_on: |day| format!("changed {day}"),
    created_on: |day| format!("created {day}"),

    communications: "Communications",
    kind_all: "All",
    kind_calls: "Calls",
    kind_meetings: "Meetings",
    kind_emails: "E-mails",
    call_out: "Outgoing call",
    call_in: "Incoming call",
    call_missed: "No answer",
    call: "Call",
    meeting: "Meeting",
    meeting_planned: "Meeting planned",
    email: "E-mail",
    open_line: "Open line",
    not_counted: "not counted by the settings",
    not_done: "did not take place",
    seconds: |n| format!("{n} s"),
    minutes: |m, s| format!("{m} min {s} s"),
    show_more: "Show more",
    no_contacts_title: "No communications",
    no_contacts_text: "Nobody has talked to this client or met them yet.",

    pace: "Pace of contact",
    pace_fine: "fine",
    pace_late: "time to call",
    since_last: "since the last",
    usual_gap: "usual gap",
    longest_gap: "longest gap",
    by_months: "Contacts by month over a year",
    by_months_summary: |n, empty| {
        if empty.is_empty() {
            format!("{n} in all, contacts in every month.")
        } else {
            format!("{n} in all; none in {empty}.")
        }
    },
    call_before: |day| format!("call before {day}"),
    by_directions: "Deals by direction",
    who_talked: "Who talked",
    in_a_year: "in 12 months",
    total: "In all",
    unknown_company: "Open this tab in the card of a company.",
};
