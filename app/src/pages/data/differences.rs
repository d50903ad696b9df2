//! Records that differed in the certificate shown: which, how, and whether the copy was brought to the portal's state.

use super::state::DataState;
use crate::format::count;
use crate::i18n::data::{DataMessages, words};
use crate::ui::icon::SmallIcon;
use crate::ui::link::PortalLink;
use domain::progress::Entity;
use domain::proof::{Difference, What};
use leptos::prelude::*;

/// The card; nothing when nothing differed.
#[component]
pub(super) fn Differences(state: DataState) -> impl IntoView {
    let t = words();
    let shown = Memo::new(move |_| {
        state.page.with(|page| {
            let page = page.as_ref()?;
            let all = page.report.as_ref()?.differences;
            (all > 0).then(|| (all, page.kept, page.differences.clone()))
        })
    });
    move || {
        let (all, kept, differences) = shown.get()?;
        let more = u64::try_from(differences.len()).unwrap_or_default() < kept;
        let lines = differences.into_iter().map(|difference| line(difference, t)).collect_view();
        Some(view! {
            <section class="card frame df" aria-labelledby="differences">
                <header><h2 id="differences">{t.differences}</h2><span class="badge">{count(all)}</span></header>
                <div class="scroll" role="region" aria-label=t.list_of_differences tabindex="0">
                    <table class="tbl">
                        <thead><tr>
                            <th scope="col">{t.record}</th>
                            <th scope="col">{t.what}</th>
                            <th scope="col" class="num">{t.state}</th>
                        </tr></thead>
                        <tbody>{lines}</tbody>
                    </table>
                    {more.then(|| view! {
                        <div class="data-more">
                            <button class="btn sm" type="button" on:click=move |_| state.more_differences()>{t.more}</button>
                        </div>
                    })}
                </div>
            </section>
        })
    }
}

fn line(difference: Difference, t: &'static DataMessages) -> impl IntoView {
    let name = (t.record_of)(difference.entity, &difference.id);
    // What the portal has no more has no card either.
    let path = card(difference.entity, &difference.id).filter(|_| difference.what != What::GoneThere);
    let record = match path {
        Some(path) => view! { <PortalLink path class="" title=name.clone()>{name.clone()}</PortalLink> }.into_any(),
        None => view! { <span>{name}</span> }.into_any(),
    };
    let what = if difference.fields.is_empty() {
        (t.what_is)(difference.what).to_owned()
    } else {
        (t.fields)(&difference.fields.join(", "))
    };
    let state = if difference.repaired {
        view! { <span class="badge blue"><SmallIcon name="wrench" />{t.is_repaired}</span> }
    } else {
        view! { <span class="badge red"><SmallIcon name="x" />{t.is_left}</span> }
    };
    view! {
        <tr>
            <td>{record}</td>
            <td><span class="cut blk" title=what.clone()>{what.clone()}</span></td>
            <td class="num">{state}</td>
        </tr>
    }
}

/// Path of a record's card in the portal; lists without a card of their own have none.
fn card(entity: Entity, id: &str) -> Option<String> {
    // Ids are the portal's numbers; anything else would not be a path of a card.
    let id: u64 = id.parse().ok()?;
    match entity {
        Entity::Companies => Some(format!("/crm/company/details/{id}/")),
        Entity::Contacts => Some(format!("/crm/contact/details/{id}/")),
        Entity::Deals => Some(format!("/crm/deal/details/{id}/")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_records_with_a_card_lead_to_one() {
        assert_eq!(card(Entity::Deals, "17").as_deref(), Some("/crm/deal/details/17/"));
        assert_eq!(card(Entity::Dictionaries, "stage C1:NEW"), None);
        assert_eq!(card(Entity::Companies, "1/../2"), None);
        assert_eq!(card(Entity::Calls, "17"), None);
    }
}
