//! Employees and the departments they belong to.

use super::table::Row;

/// An employee of the portal.
#[derive(Debug, Clone, Default)]
pub struct User {
    /// Id, from 1.
    pub id: u32,
    /// `false` once dismissed.
    pub active: bool,
    /// Portal administrator.
    pub admin: bool,
    /// First name.
    pub name: Box<str>,
    /// Family name.
    pub last_name: Box<str>,
    /// Patronymic; may be empty.
    pub second_name: Box<str>,
    /// `M`, `F` or nothing.
    pub gender: Option<char>,
    /// E-mail.
    pub email: Box<str>,
    /// Position.
    pub work_position: Box<str>,
    /// Inner phone; may be empty.
    pub phone_inner: Box<str>,
    /// Departments the user belongs to.
    pub departments: Box<[u32]>,
    /// Registration, UTC ms.
    pub registered_at: i64,
    /// Last visit, UTC ms; `0` when never.
    pub last_activity_at: i64,
    /// Last change of the profile, UTC ms.
    pub modified_at: i64,
}

impl User {
    /// First and family name with one space, as pages show it.
    #[must_use]
    pub fn full_name(&self) -> String {
        [&*self.name, &*self.last_name].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
    }
}

/// A department.
#[derive(Debug, Clone, Default)]
pub struct Department {
    /// Id.
    pub id: u32,
    /// Name.
    pub name: Box<str>,
    /// Sort weight among siblings.
    pub sort: i32,
    /// Parent department; `0` for the root.
    pub parent: u32,
    /// Head of the department; `0` when there is none.
    pub head: u32,
}

impl Row for User {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Department {
    fn id(&self) -> u32 {
        self.id
    }
}
