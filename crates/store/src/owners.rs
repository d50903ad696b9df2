//! What an activity or a call belongs to.

/// A kind of CRM record by its documented number. Smart processes have numbers of their own, so this is no closed list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnerType(pub i64);

impl OwnerType {
    /// A lead.
    pub const LEAD: Self = Self(1);
    /// A deal.
    pub const DEAL: Self = Self(2);
    /// A contact.
    pub const CONTACT: Self = Self(3);
    /// A company.
    pub const COMPANY: Self = Self(4);

    /// The kind a telephony record names (`CRM_ENTITY_TYPE`: `COMPANY`, `CONTACT`, `LEAD`, `DEAL`).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "LEAD" => Some(Self::LEAD),
            "DEAL" => Some(Self::DEAL),
            "CONTACT" => Some(Self::CONTACT),
            "COMPANY" => Some(Self::COMPANY),
            _ => None,
        }
    }
}

/// One CRM record: its kind and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    /// Its kind.
    pub kind: OwnerType,
    /// Its id among records of that kind.
    pub id: i64,
}

impl Owner {
    /// The columns of an owner that may be missing: zeros.
    pub(crate) fn columns(owner: Option<Self>) -> (i64, i64) {
        owner.map_or((0, 0), |owner| (owner.kind.0, owner.id))
    }

    /// The owner that two columns name.
    pub(crate) fn of_columns(kind: OwnerType, id: i64) -> Option<Self> {
        (id != 0).then_some(Self { kind, id })
    }
}
