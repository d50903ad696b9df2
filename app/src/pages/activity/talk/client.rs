//! With whom a call or a meeting was.

use crate::i18n::activity::talk::TalkMessages;
use crate::ui::link::PortalLink;
use leptos::prelude::*;

/// A record: the documented number of its kind, id, name.
type Bound = (i64, i64, String);

/// The client's name, where there is a client, and the record it is bound to beside them.
pub(super) fn client(
    company: Option<&(i64, String)>,
    bound: Option<&Bound>,
    w: &'static TalkMessages,
) -> (Option<AnyView>, Option<AnyView>) {
    let client = match (company, bound) {
        (Some((id, name)), _) => Some((path_of(4, *id), name.clone())),
        (None, Some((kind, id, name))) => Some((path_of(*kind, *id), named(*kind, name, w))),
        (None, None) => None,
    };
    let title = client.map(|(path, name)| match path {
        Some(path) => {
            view! { <PortalLink path class="cut blk plain" title=name.clone()>{name.clone()}</PortalLink> }.into_any()
        }
        None => view! { <span class="cut blk">{name}</span> }.into_any(),
    });
    // The record beside the company; the company itself stands above.
    let bound = bound.filter(|(kind, ..)| company.is_some() && *kind != 4);
    let bound = bound.and_then(|(kind, id, name)| {
        let words = named(*kind, name, w);
        let path = path_of(*kind, *id)?;
        let link = view! { <PortalLink path class="plain" title=words.clone()>{words.clone()}</PortalLink>" · " };
        Some(link.into_any())
    });
    (title, bound)
}

/// The record, as the portal's addresses name it.
fn path_of(kind: i64, id: i64) -> Option<String> {
    let name = match kind {
        1 => "lead",
        2 => "deal",
        3 => "contact",
        4 => "company",
        _ => return None,
    };
    Some(format!("/crm/{name}/details/{id}/"))
}

fn named(kind: i64, name: &str, w: &'static TalkMessages) -> String {
    if name.is_empty() { (w.bound)(kind).to_owned() } else { format!("{}: {name}", (w.bound)(kind)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_open_under_the_names_of_the_portal() {
        assert_eq!(path_of(2, 17).as_deref(), Some("/crm/deal/details/17/"));
        assert_eq!(path_of(31, 17), None);
    }
}
