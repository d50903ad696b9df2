//! People and departments of a portal.

use crate::conn::{Conn, on};
use crate::error::Result;
use crate::records::{IDS, ROWS, latest, some, text};
use domain::directory::{Department, Person};
use domain::ids::{DepartmentId, PersonId, PortalId};
use domain::text::fold;
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet};

/// People of one portal.
pub struct People<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

/// Departments of one portal.
pub struct Departments<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) portal: PortalId,
}

impl People<'_> {
    /// Stores people, new and known, each with all departments; the last of a repeated id wins.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn upsert(&mut self, people: &[Person]) -> Result<()> {
        let people = latest(people, |person| (person.id.0, 0));
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            for chunk in people.chunks(ROWS) {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO person (portal_id, id, name, last_name, name_fold, position, active) ",
                );
                sql.push_values(chunk, |mut values, person| {
                    values
                        .push_bind(portal)
                        .push_bind(person.id.0)
                        .push_bind(text(&person.name))
                        .push_bind(text(&person.last_name))
                        .push_bind(fold(&text(&person.full_name())))
                        .push_bind(text(&person.position))
                        .push_bind(person.active);
                });
                sql.push(
                    " ON CONFLICT (portal_id, id) DO UPDATE SET name = excluded.name, last_name = excluded.last_name,
                      name_fold = excluded.name_fold, position = excluded.position, active = excluded.active",
                );
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        self.replace_memberships(&people).await
    }

    /// Stores those of `people` that differ from what is stored, new ones included; answers how many that were.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn upsert_differing(&mut self, people: &[Person]) -> Result<usize> {
        if people.is_empty() {
            return Ok(0);
        }
        let stored: BTreeMap<i64, Person> = self.all().await?.into_iter().map(|person| (person.id.0, person)).collect();
        let differing: Vec<Person> =
            people.iter().filter(|person| stored.get(&person.id.0) != Some(person)).cloned().collect();
        if !differing.is_empty() {
            self.upsert(&differing).await?;
        }
        Ok(differing.len())
    }

    /// People whom the portal's list does not name any more are former ones: their records keep their names. Answers how
    /// many became so.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn dismiss_all_but(&mut self, listed: &[Person]) -> Result<usize> {
        let listed: BTreeSet<i64> = listed.iter().map(|person| person.id.0).collect();
        let mut former: Vec<Person> = self.all().await?;
        former.retain(|person| person.active && !listed.contains(&person.id.0));
        for person in &mut former {
            person.active = false;
        }
        if !former.is_empty() {
            self.upsert(&former).await?;
        }
        Ok(former.len())
    }

    async fn replace_memberships(&mut self, people: &[&Person]) -> Result<()> {
        let portal = self.portal.0;
        let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
        self.remove_memberships(&ids).await?;
        let memberships: Vec<(i64, i32, i64)> = people
            .iter()
            .flat_map(|person| {
                (0..).zip(&person.departments).map(|(place, department)| (person.id.0, place, department.0))
            })
            .collect();
        on!(self.conn, |c: Db| {
            for chunk in memberships.chunks(ROWS) {
                let mut sql =
                    QueryBuilder::<Db>::new("INSERT INTO person_department (portal_id, person, place, department) ");
                sql.push_values(chunk, |mut values, (person, place, department)| {
                    values.push_bind(portal).push_bind(*person).push_bind(*place).push_bind(*department);
                });
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    async fn remove_memberships(&mut self, people: &[PersonId]) -> Result<()> {
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            for chunk in people.chunks(IDS) {
                let mut sql = QueryBuilder::<Db>::new("DELETE FROM person_department WHERE portal_id = ");
                sql.push_bind(portal).push(" AND person IN (");
                let mut list = sql.separated(", ");
                for person in chunk {
                    list.push_bind(person.0);
                }
                sql.push(")");
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// Removes people with their memberships.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn delete(&mut self, people: &[PersonId]) -> Result<u64> {
        self.remove_memberships(people).await?;
        let portal = self.portal.0;
        let mut removed = 0;
        on!(self.conn, |c: Db| {
            for chunk in people.chunks(IDS) {
                let mut sql = QueryBuilder::<Db>::new("DELETE FROM person WHERE portal_id = ");
                sql.push_bind(portal).push(" AND id IN (");
                let mut list = sql.separated(", ");
                for person in chunk {
                    list.push_bind(person.0);
                }
                sql.push(")");
                removed += sql.build().persistent(false).execute(&mut *c).await?.rows_affected();
            }
        });
        Ok(removed)
    }

    /// Everybody, by id.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn all(&mut self) -> Result<Vec<Person>> {
        type Columns = (i64, String, String, String, bool);
        let portal = self.portal.0;
        let (people, memberships): (Vec<Columns>, Vec<(i64, i64)>) = on!(self.conn, |c| {
            let people = sqlx::query_as(
                "SELECT id, name, last_name, position, active FROM person WHERE portal_id = $1 ORDER BY id",
            )
            .bind(portal)
            .fetch_all(&mut *c)
            .await?;
            let memberships = sqlx::query_as(
                "SELECT person, department FROM person_department WHERE portal_id = $1 ORDER BY person, place",
            )
            .bind(portal)
            .fetch_all(&mut *c)
            .await?;
            (people, memberships)
        });
        let mut departments: BTreeMap<i64, Vec<DepartmentId>> = BTreeMap::new();
        for (person, department) in memberships {
            departments.entry(person).or_default().push(DepartmentId(department));
        }
        Ok(people
            .into_iter()
            .map(|(id, name, last_name, position, active)| Person {
                id: PersonId(id),
                name,
                last_name,
                position,
                active,
                departments: departments.remove(&id).unwrap_or_default(),
            })
            .collect())
    }

    /// How many people are stored, former ones included.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn count(&mut self) -> Result<u64> {
        let portal = self.portal.0;
        let count: i64 = on!(self.conn, |c| {
            sqlx::query_scalar("SELECT COUNT(*) FROM person WHERE portal_id = $1").bind(portal).fetch_one(c).await?
        });
        Ok(count.unsigned_abs())
    }
}

impl Departments<'_> {
    /// Stores the whole tree in place of the former.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn replace(&mut self, departments: &[Department]) -> Result<()> {
        let departments = latest(departments, |department| (department.id.0, 0));
        let portal = self.portal.0;
        on!(self.conn, |c: Db| {
            sqlx::query("DELETE FROM department WHERE portal_id = $1").bind(portal).execute(&mut *c).await?;
            for chunk in departments.chunks(ROWS) {
                let mut sql =
                    QueryBuilder::<Db>::new("INSERT INTO department (portal_id, id, name, parent, head, sort) ");
                sql.push_values(chunk, |mut values, department| {
                    values
                        .push_bind(portal)
                        .push_bind(department.id.0)
                        .push_bind(text(&department.name))
                        .push_bind(department.parent.map_or(0, |parent| parent.0))
                        .push_bind(department.head.map_or(0, |head| head.0))
                        .push_bind(department.sort);
                });
                sql.build().persistent(false).execute(&mut *c).await?;
            }
        });
        Ok(())
    }

    /// All departments, by id.
    ///
    /// # Errors
    /// A database that refused.
    pub async fn all(&mut self) -> Result<Vec<Department>> {
        let portal = self.portal.0;
        let stored: Vec<(i64, String, i64, i64, i32)> = on!(self.conn, |c| {
            sqlx::query_as("SELECT id, name, parent, head, sort FROM department WHERE portal_id = $1 ORDER BY id")
                .bind(portal)
                .fetch_all(c)
                .await?
        });
        Ok(stored
            .into_iter()
            .map(|(id, name, parent, head, sort)| Department {
                id: DepartmentId(id),
                name,
                parent: some(parent).map(DepartmentId),
                head: some(head).map(PersonId),
                sort,
            })
            .collect())
    }
}
