//! A line of the table of rights: what somebody has, what may be changed, ready sets, looking through their eyes.

use super::desk::Desk;
use super::fields::select;
use crate::i18n::office::{Preset, words};
use crate::routes::activity::Tab;
use crate::ui::avatar::Avatar;
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::popover::{Look, pop_button};
use crate::ui::reactive::text;
use domain::activity::administration::{PersonRights, RightsPage};
use domain::activity::plan::PlanRight;
use domain::activity::rights::{RightSet, RightSource, Sees, Subject};
use domain::ids::{DepartmentId, PersonId};
use gloo_net::http::Method;
use leptos::prelude::*;
use serde_json::{Value, json};

/// Whose rights a line shows, and what may become of them.
#[derive(Clone)]
struct Holder {
    subject: Subject,
    name: String,
    set: RightSet,
    /// Whether they come from elsewhere.
    inherited: bool,
    /// Whether the viewer may change them.
    open: bool,
    /// What the viewer holds: nobody gives more.
    own: RightSet,
    admin: bool,
}

impl Holder {
    fn give(&self, desk: Desk, set: Option<RightSet>) {
        let body = json!({"subject": self.subject, "set": set});
        desk.change(Method::PUT, "rights", body, |_: Value| {});
    }
}

/// A department's line.
pub(super) fn department_row(
    desk: Desk,
    page: &RightsPage,
    id: DepartmentId,
    name: String,
    (depth, folded): (usize, bool),
    toggle: Callback<()>,
) -> AnyView {
    let w = words();
    let pad = format!("padding-left: {}px", 12 + 8 * depth);
    let label = if folded { (w.unfold)(&name) } else { (w.fold)(&name) };
    let icon = if folded { "right" } else { "down" };
    let title = view! {
        <th scope="row" style=pad>
            <span class="row">
                <button class="tw" type="button" aria-expanded=(!folded).to_string() aria-label=label on:click=move |_| toggle.run(())>
                    <SmallIcon name=icon />
                </button>
                <span class="cut" title=name.clone()>{name.clone()}</span>
            </span>
        </th>
    };
    let Some(department) = page.departments.iter().find(|one| one.id == id) else {
        return view! { <tr class="dep">{title}<td colspan="7"></td></tr> }.into_any();
    };
    let holder = Holder {
        subject: Subject::Department(id),
        name,
        set: department.rights,
        inherited: department.given.is_none(),
        open: desk.may_change() && page.own.sees == Sees::All,
        own: page.own,
        admin: page.admin,
    };
    view! { <tr class="dep">{title}{cells(desk, page, &holder, None)}</tr> }.into_any()
}

/// A person's line.
pub(super) fn person_row(desk: Desk, page: &RightsPage, one: PersonRights, depth: usize) -> AnyView {
    let w = words();
    let pad = format!("padding-left: {}px", 12 + 8 * depth);
    let mark = match (one.source, one.head) {
        (RightSource::Person, _) => Some(w.given),
        (_, true) => Some(w.head),
        _ => None,
    };
    let mark = mark.map(|mark| view! { <span class="badge">{mark}</span> });
    let is_admin = one.source == RightSource::PortalAdmin;
    let under = is_admin.then(|| view! { <span class="sub blk cut" title=w.portal_admin>{w.portal_admin}</span> });
    let title = view! {
        <th scope="row" style=pad>
            <span class="row">
                <Avatar id=one.id.0 name=one.name.clone() />
                <span class="cut"><span class="blk cut" class:m=is_admin title=one.name.clone()>{one.name.clone()}</span>{under}</span>
                {mark}
            </span>
        </th>
    };
    let holder = Holder {
        subject: Subject::Person(one.id),
        name: one.name.clone(),
        set: one.rights,
        inherited: one.source != RightSource::Person,
        open: desk.may_change() && !is_admin && (page.admin || page.viewer != one.id),
        own: page.own,
        admin: page.admin,
    };
    if is_admin {
        let ticks = (0..4).map(|_| {
            view! { <td class="fc"><input class="ck" type="checkbox" checked disabled aria-label=w.always /></td> }
                .into_any()
        });
        return view! {
            <tr>
                {title}
                <td colspan="2"><span class="badge violet"><SmallIcon name="shield" />{w.everything_always}</span></td>
                {ticks.collect_view()}
                <td class="c-m">{menu(desk, page, &holder, Some(one.id))}</td>
            </tr>
        }
        .into_any();
    }
    view! { <tr>{title}{cells(desk, page, &holder, Some(one.id))}</tr> }.into_any()
}

fn cells(desk: Desk, page: &RightsPage, holder: &Holder, eyes: Option<PersonId>) -> AnyView {
    let w = words();
    let set = holder.set;
    let limits = holder.own;
    let sees = [("own", Sees::Own), ("departments", Sees::Departments), ("all", Sees::All)];
    let plans = [("none", PlanRight::None), ("limited", PlanRight::Limited), ("full", PlanRight::Full)];
    let sees_options = sees.into_iter().filter(|(_, value)| *value <= limits.sees || *value == set.sees);
    let sees_options = sees_options.map(|(code, value)| (code.to_owned(), (w.sees_word)(value).to_owned()));
    let plan_options = plans.into_iter().filter(|(_, value)| *value <= limits.plans || *value == set.plans);
    let plan_options = plan_options.map(|(code, value)| (code.to_owned(), (w.plans_word)(value).to_owned()));
    let code = |found: Option<&str>| Signal::stored(found.unwrap_or_default().to_owned());
    let sees_code = code(sees.iter().find(|(_, value)| *value == set.sees).map(|(code, _)| *code));
    let plan_code = code(plans.iter().find(|(_, value)| *value == set.plans).map(|(code, _)| *code));
    let closed = Signal::stored(!holder.open);
    let (of_sees, of_plans) = (holder.clone(), holder.clone());
    let set_sees = Callback::new(move |code: String| {
        if let Some((_, value)) = sees.iter().find(|(known, _)| *known == code) {
            of_sees.give(desk, Some(RightSet { sees: *value, ..set }));
        }
    });
    let set_plans = Callback::new(move |code: String| {
        if let Some((_, value)) = plans.iter().find(|(known, _)| *known == code) {
            of_plans.give(desk, Some(RightSet { plans: *value, ..set }));
        }
    });
    let class = |name: &'static str| if holder.inherited { format!("{name} inherited") } else { name.to_owned() };
    let label = |what: &str| format!("{}: {what}", holder.name);
    let flags = [
        (w.complete, set.complete, limits.complete, RightSet { complete: !set.complete, ..set }),
        (w.verify, set.verify, limits.verify, RightSet { verify: !set.verify, ..set }),
        (w.export, set.export, limits.export, RightSet { export: !set.export, ..set }),
        (w.settings, set.settings, holder.admin, RightSet { settings: !set.settings, ..set }),
    ];
    let flags = flags.map(|(name, on, may, changed)| {
        let holder_of = holder.clone();
        let off = !holder.open || !may;
        let give = move |_| holder_of.give(desk, Some(changed));
        view! {
            <td class=class("fc")>
                <label><input class="ck" type="checkbox" prop:checked=on disabled=off aria-label=label(name) on:change=give /></label>
            </td>
        }
        .into_any()
    });
    view! {
        <td class=class("c-s")>{select(label(w.sees), sees_options.collect(), sees_code, closed, set_sees)}</td>
        <td class=class("c-p")>{select(label(w.plans), plan_options.collect(), plan_code, closed, set_plans)}</td>
        {flags.collect_view()}
        <td class="c-m">{menu(desk, page, holder, eyes)}</td>
    }
    .into_any()
}

/// Ready sets, taking back what was given, and looking through somebody's eyes.
fn menu(desk: Desk, page: &RightsPage, holder: &Holder, eyes: Option<PersonId>) -> AnyView {
    let w = words();
    let look = Look { button: "btn ghost sm icon", panel: "pop menu right off-menu", name: w.more };
    let own = holder.clone();
    let presets = page.presets.clone();
    // Looking is for who sees everybody; the viewer's own eyes need no borrowing.
    let may_look = eyes.filter(|person| *person != page.viewer && page.own.sees == Sees::All && desk.may_change());
    if !holder.open && may_look.is_none() {
        return ().into_any();
    }
    let name = holder.name.clone();
    let label = text(move || (w.more_about)(&name));
    pop_button(look, Some(label), view! { <Icon name="more" /> }.into_any(), move |close| {
        let fits = |set: &RightSet| own.admin || !exceeds(*set, own.own);
        let presets = presets.iter().filter(|(_, set)| own.open && fits(set)).map(|(code, set)| {
            let (holder, set) = (own.clone(), *set);
            let name = Preset::of_code(code).map_or_else(|| code.clone(), |preset| (w.preset)(preset).to_owned());
            let give = move |_| {
                close.run(());
                holder.give(desk, Some(set));
            };
            let current = (!own.inherited && own.set == set).then(|| view! { <SmallIcon name="check" /> });
            view! { <button type="button" on:click=give>{name}<span class="grow"></span>{current}</button> }.into_any()
        });
        let back = (own.open && !own.inherited).then(|| {
            let holder = own.clone();
            let give = move |_| {
                close.run(());
                holder.give(desk, None);
            };
            view! { <button type="button" on:click=give><SmallIcon name="refresh" />{w.take_back}</button> }
        });
        let borrow = may_look.map(|person| {
            let go = move |_| {
                close.run(());
                desk.state.view.update(|view| {
                    view.eyes = Some(person);
                    view.tab = Tab::default();
                });
            };
            view! { <button type="button" on:click=go><Icon name="eye" />{w.look_as}</button> }
        });
        view! { {presets.collect_view()}{back}{borrow} }.into_any()
    })
}

/// Whether a set has anything that its giver lacks; settings are given by portal admins alone.
fn exceeds(set: RightSet, held: RightSet) -> bool {
    let flags = [(set.complete, held.complete), (set.verify, held.verify), (set.export, held.export)];
    set.settings || set.sees > held.sees || set.plans > held.plans || flags.iter().any(|(set, held)| *set && !held)
}
