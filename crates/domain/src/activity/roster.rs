//! Who stands in the grid, in which department and in which order.
//!
//! A person stands once, under the first of their departments that is in the statistics, so the sum over departments is
//! the company. The tree is laid out in rows so that everybody of a department and of those below it stand together:
//! a department's figures are the sum of one range of people.

use crate::activity::setup::Setup;
use crate::ids::{DepartmentId, PersonId};
use crate::rights::Scope;
use crate::text::fold;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A department's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentRow {
    /// Which; 0 gathers people without a department.
    pub id: DepartmentId,
    /// Its name; empty for those without one, which the screen names in its own language.
    pub name: String,
    /// Depth in the tree as shown, 0 at the top.
    pub depth: u32,
    /// Its people and those below it, as places in the list of people.
    pub people: Range<u32>,
}

/// A person's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Who.
    pub id: PersonId,
    /// Name as shown.
    pub name: String,
    /// Job title.
    pub position: String,
    /// Whether they still work here.
    pub active: bool,
    /// Whether they head the department they stand under.
    pub head: bool,
    /// The department they stand under.
    pub department: DepartmentId,
}

/// A row, by its place in [`Roster::departments`] or [`Roster::people`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowRef {
    /// A department.
    Department(u32),
    /// A person.
    Person(u32),
}

/// The rows of a grid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Rows from top to bottom.
    pub rows: Vec<RowRef>,
    /// Departments with somebody to show, each before those below it.
    pub departments: Vec<DepartmentRow>,
    /// People in the order of rows.
    pub people: Vec<PersonRow>,
}

impl Roster {
    /// Those of the statistics whom a viewer may see. Former employees stand in it while `seen` says that the period has
    /// something of theirs.
    #[must_use]
    pub fn of(setup: &Setup, scope: &Scope, seen: impl Fn(PersonId) -> bool) -> Self {
        let tree = Tree::of(setup);
        let hidden: BTreeSet<PersonId> = setup.settings.hidden.iter().copied().collect();
        let chosen: Option<BTreeSet<DepartmentId>> =
            setup.settings.departments.as_ref().map(|list| list.iter().copied().collect());
        let mut members: BTreeMap<DepartmentId, Vec<(bool, String, usize)>> = BTreeMap::new();
        for (at, person) in setup.people.iter().enumerate() {
            let shown = scope.includes(Some(person.id)) && !hidden.contains(&person.id);
            if !shown || !(person.active || seen(person.id)) {
                continue;
            }
            let counted = |id: &&DepartmentId| chosen.as_ref().is_none_or(|chosen| chosen.contains(*id));
            let known = person.departments.iter().filter(|id| setup.department(**id).is_some());
            let department = match (known.clone().find(counted), known.count()) {
                (Some(department), _) => *department,
                (None, 0) if chosen.is_none() => DepartmentId(0),
                _ => continue,
            };
            let head = setup.department(department).is_some_and(|department| department.head == Some(person.id));
            if head && setup.settings.heads_hidden {
                continue;
            }
            members.entry(department).or_default().push((!head, fold(&person.full_name()), at));
        }
        for list in members.values_mut() {
            list.sort();
        }
        let mut roster = Self::default();
        for root in &tree.roots {
            roster.lay_out(setup, &tree, &members, *root, 0);
        }
        if members.contains_key(&DepartmentId(0)) {
            roster.lay_out(setup, &tree, &members, DepartmentId(0), 0);
        }
        roster
    }

    /// Lays out a department and those below it; answers whether there was anybody.
    fn lay_out(
        &mut self,
        setup: &Setup,
        tree: &Tree,
        members: &BTreeMap<DepartmentId, Vec<(bool, String, usize)>>,
        id: DepartmentId,
        depth: u32,
    ) {
        let (place, rows, first) = (self.departments.len(), self.rows.len(), place(self.people.len()));
        let name = setup.department(id).map_or_else(String::new, |department| department.name.clone());
        self.departments.push(DepartmentRow { id, name, depth, people: first..first });
        self.rows.push(RowRef::Department(self::place(place)));
        for (follower, _, at) in members.get(&id).into_iter().flatten() {
            let person = &setup.people[*at];
            self.rows.push(RowRef::Person(self::place(self.people.len())));
            self.people.push(PersonRow {
                id: person.id,
                name: person.full_name(),
                position: person.position.clone(),
                active: person.active,
                head: !follower,
                department: id,
            });
        }
        for child in tree.children.get(&id).into_iter().flatten() {
            self.lay_out(setup, tree, members, *child, depth + 1);
        }
        self.departments[place].people.end = self::place(self.people.len());
        if self.departments[place].people.is_empty() {
            self.departments.truncate(place);
            self.rows.truncate(rows);
        }
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Departments as a forest: what the portal's data leaves in a circle stands at the top.
struct Tree {
    roots: Vec<DepartmentId>,
    children: BTreeMap<DepartmentId, Vec<DepartmentId>>,
}

impl Tree {
    fn of(setup: &Setup) -> Self {
        let mut ordered: Vec<_> = setup.departments.iter().collect();
        ordered.sort_by_key(|department| (department.sort, fold(&department.name), department.id));
        let mut children: BTreeMap<DepartmentId, Vec<DepartmentId>> = BTreeMap::new();
        let mut roots = Vec::new();
        for department in &ordered {
            match department.parent.filter(|parent| setup.department(*parent).is_some()) {
                Some(parent) => children.entry(parent).or_default().push(department.id),
                None => roots.push(department.id),
            }
        }
        let mut tree = Self { roots, children };
        let mut reached = BTreeSet::new();
        for root in tree.roots.clone() {
            tree.reach(root, &mut reached);
        }
        for department in ordered {
            if !reached.contains(&department.id) {
                // Cut the circle above this one, and nowhere else.
                for list in tree.children.values_mut() {
                    list.retain(|child| *child != department.id);
                }
                tree.roots.push(department.id);
                tree.reach(department.id, &mut reached);
            }
        }
        tree
    }

    fn reach(&self, root: DepartmentId, reached: &mut BTreeSet<DepartmentId>) {
        let mut left = vec![root];
        while let Some(id) = left.pop() {
            if reached.insert(id) {
                left.extend(self.children.get(&id).into_iter().flatten());
            }
        }
    }
}

impl Setup {
    /// The department with this id.
    #[must_use]
    pub fn department(&self, id: DepartmentId) -> Option<&crate::directory::Department> {
        self.departments.binary_search_by_key(&id, |department| department.id).ok().map(|at| &self.departments[at])
    }

    /// The person with this id.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&crate::directory::Person> {
        self.people.binary_search_by_key(&id, |person| person.id).ok().map(|at| &self.people[at])
    }
}

#[cfg(test)]
mod tests;
