//! Who may do what: departments with their people, what each has and where that comes from.

use super::counting::counting_card;
use super::desk::Desk;
use super::row::{department_row, person_row};
use super::strip::strip_card;
use crate::i18n::office::words;
use crate::ui::icon::{Icon, SmallIcon};
use crate::ui::reactive::{piece, text};
use crate::ui::states::ErrorState;
use domain::activity::administration::{DepartmentRights, PersonRights, RightsPage};
use domain::ids::DepartmentId;
use domain::text::fold;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// A line of the table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    /// A department.
    Department {
        /// Which; 0 gathers people without one.
        id: DepartmentId,
        /// Its name.
        name: String,
        /// Its depth in the tree.
        depth: usize,
        /// Whether its people are hidden.
        folded: bool,
    },
    /// A person.
    Person {
        /// Who.
        one: Box<PersonRights>,
        /// Their depth in the tree.
        depth: usize,
    },
}

/// The lines a search leaves: departments with somebody to show, their people below them, the head first.
pub(super) fn lines(page: &RightsPage, search: &str, folded: &BTreeSet<i64>) -> Vec<Line> {
    let text = fold(search.trim());
    let mut roots: Vec<&DepartmentRights> = page
        .departments
        .iter()
        .filter(|one| one.parent.is_none_or(|parent| !page.departments.iter().any(|other| other.id == parent)))
        .collect();
    roots.sort_by_key(|one| (one.sort, fold(&one.name)));
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for root in roots {
        walk(page, root, 0, &text, folded, &mut seen, &mut found);
    }
    // What stands in a circle stands at the top.
    for rest in &page.departments {
        walk(page, rest, 0, &text, folded, &mut seen, &mut found);
    }
    let lost =
        |one: &&PersonRights| !one.departments.iter().any(|id| page.departments.iter().any(|known| known.id == *id));
    let lost: Vec<Line> = people(page.people.iter().filter(lost), &text, 1);
    if !lost.is_empty() {
        found.push(Line::Department {
            id: DepartmentId(0),
            name: words().no_department.to_owned(),
            depth: 0,
            folded: false,
        });
        found.extend(lost);
    }
    found
}

fn walk(
    page: &RightsPage,
    department: &DepartmentRights,
    depth: usize,
    text: &str,
    folded: &BTreeSet<i64>,
    seen: &mut BTreeSet<DepartmentId>,
    found: &mut Vec<Line>,
) {
    if !seen.insert(department.id) {
        return;
    }
    let place = found.len();
    let named = !text.is_empty() && fold(&department.name).contains(text);
    let text = if named { "" } else { text };
    let is_folded = text.is_empty() && folded.contains(&department.id.0);
    found.push(Line::Department { id: department.id, name: department.name.clone(), depth, folded: is_folded });
    let members = page.people.iter().filter(|one| one.departments.first() == Some(&department.id));
    let members = people(members, text, depth + 1);
    let anybody = !members.is_empty();
    if !is_folded {
        found.extend(members);
    }
    let mut below: Vec<&DepartmentRights> =
        page.departments.iter().filter(|one| one.parent == Some(department.id)).collect();
    below.sort_by_key(|one| (one.sort, fold(&one.name)));
    let before = found.len();
    for child in below {
        walk(page, child, depth + 1, text, folded, seen, found);
    }
    if !anybody && found.len() == before && !named {
        found.truncate(place);
    } else if is_folded {
        found.truncate(place + 1);
    }
}

fn people<'a>(list: impl Iterator<Item = &'a PersonRights>, text: &str, depth: usize) -> Vec<Line> {
    let mut list: Vec<&PersonRights> = list.filter(|one| fold(&one.name).contains(text)).collect();
    list.sort_by_cached_key(|one| (!one.head, fold(&one.name)));
    list.into_iter().map(|one| Line::Person { one: Box::new(one.clone()), depth }).collect()
}

/// The page.
pub(super) fn rights_page(desk: Desk) -> AnyView {
    view! {
        {table(desk)}
        <div class="off-col scroll" role="region" aria-label=words().sections tabindex="0">
            {counting_card(desk, true)}
            {strip_card(desk)}
        </div>
    }
    .into_any()
}

fn table(desk: Desk) -> AnyView {
    let w = words();
    let search = RwSignal::new(String::new());
    let folded = RwSignal::new(BTreeSet::<i64>::new());
    let body = piece(move || {
        desk.rights.with(|page| match page {
            Some(page) => {
                let rows = lines(page, &search.read(), &folded.read()).into_iter().map(|line| match line {
                    Line::Department { id, name, depth, folded: is_folded } => {
                        let toggle = Callback::new(move |()| {
                            folded.update(|folded| {
                                if !folded.remove(&id.0) {
                                    folded.insert(id.0);
                                }
                            });
                        });
                        department_row(desk, page, id, name, (depth, is_folded), toggle)
                    }
                    Line::Person { one, depth } => person_row(desk, page, *one, depth),
                });
                rows.collect_view().into_any()
            }
            None => view! { <tr><td colspan="8"><i class="sk"></i></td></tr> }.into_any(),
        })
    });
    let count =
        move || desk.rights.with(|page| page.as_ref().map(|page| u64::try_from(page.people.len()).unwrap_or_default()));
    let badge = piece(move || count().map(|count| view! { <span class="badge">{(w.people)(count)}</span> }).into_any());
    let broken = piece(move || match (desk.error.get(), desk.rights.with(Option::is_none)) {
        (Some(error), true) => view! { <ErrorState error retry=Callback::new(move |()| desk.fetch()) /> }.into_any(),
        _ => ().into_any(),
    });
    let until = move || desk.settings.with(|kept| kept.as_ref().map_or(10, |kept| kept.settings.editable_until));
    view! {
        <section class="card frame rt" aria-label=w.rights>
            <header>
                <h2>{w.rights}</h2>
                {badge}
                <span class="grow"></span>
                <label class="field q">
                    <Icon name="search" />
                    <input
                        type="search"
                        placeholder=w.find
                        aria-label=w.find
                        prop:value=text(move || search.get())
                        on:input=move |event| search.set(event_target_value(&event))
                    />
                </label>
            </header>
            {broken}
            <div class="scroll" role="region" aria-label=w.rights_region tabindex="0">
                <table class="tbl rights">
                    <thead><tr>
                        <th scope="col">{w.employee}</th>
                        <th scope="col" class="c-s">{w.sees}</th>
                        <th scope="col" class="c-p">{w.plans}</th>
                        <th scope="col" class="fc">{w.complete}</th>
                        <th scope="col" class="fc">{w.verify}</th>
                        <th scope="col" class="fc">{w.export}</th>
                        <th scope="col" class="fc">{w.settings}</th>
                        <th scope="col" class="c-m"><span class="vh">{w.more}</span></th>
                    </tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
            <footer class="sub ft"><SmallIcon name="shield" />{move || (w.rights_note)(until())}</footer>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::activity::rights::{RightSet, RightSource};
    use domain::ids::PersonId;

    fn page() -> RightsPage {
        let department = |id: i64, parent: Option<i64>, name: &str| DepartmentRights {
            id: DepartmentId(id),
            name: name.to_owned(),
            parent: parent.map(DepartmentId),
            sort: 0,
            given: None,
            rights: RightSet::EMPLOYEE,
            source: RightSource::Usual,
        };
        let person = |id: i64, name: &str, departments: &[i64], head: bool| PersonRights {
            id: PersonId(id),
            name: name.to_owned(),
            position: String::new(),
            departments: departments.iter().copied().map(DepartmentId).collect(),
            head,
            rights: RightSet::EMPLOYEE,
            source: RightSource::Usual,
        };
        RightsPage {
            departments: vec![
                department(1, None, "Компания"),
                department(2, Some(1), "Юг"),
                department(3, Some(1), "Пустой"),
            ],
            people: vec![
                person(10, "Анна Ель", &[2], false),
                person(11, "Яна Дуб", &[2, 1], true),
                person(12, "Пётр Клён", &[], false),
            ],
            presets: Vec::new(),
            own: RightSet::ADMIN,
            admin: true,
            viewer: PersonId(1),
        }
    }

    fn told(search: &str, folded: &[i64]) -> Vec<String> {
        let told = |line: Line| match line {
            Line::Department { name, depth, .. } => format!("{}{name}", ">".repeat(depth + 1)),
            Line::Person { one, .. } => one.name.clone(),
        };
        lines(&page(), search, &folded.iter().copied().collect()).into_iter().map(told).collect()
    }

    #[test]
    fn departments_with_somebody_stand_over_their_people_the_head_first() {
        let none = words().no_department;
        assert_eq!(told("", &[]), [">Компания", ">>Юг", "Яна Дуб", "Анна Ель", &format!(">{none}"), "Пётр Клён"]);
        assert_eq!(told("", &[2])[..2], [">Компания", ">>Юг"]);
        assert_eq!(told("", &[2]).len(), 4);
    }

    #[test]
    fn a_search_finds_people_and_whole_departments() {
        assert_eq!(told("ель", &[2]), [">Компания", ">>Юг", "Анна Ель"]);
        assert_eq!(told("юг", &[]), [">Компания", ">>Юг", "Яна Дуб", "Анна Ель"]);
        assert_eq!(told("нет такого", &[]), Vec::<String>::new());
    }
}
