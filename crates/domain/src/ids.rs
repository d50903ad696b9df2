//! Identifiers. Bitrix24 ids are positive integers that are unique within one portal and one kind of record.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A portal as Svodka numbers it; the first column of every tenant table. Not a Bitrix24 id.
    PortalId
);
id!(
    /// A person of the portal (`user.get` → `ID`).
    PersonId
);
id!(
    /// A department (`department.get` → `ID`).
    DepartmentId
);
id!(
    /// A company (`crm.company.list` → `ID`).
    CompanyId
);
id!(
    /// A deal (`crm.item.list`, entity type 2 → `id`).
    DealId
);
id!(
    /// A direction of sales: a pipeline's id or an enumeration item's id, whichever the settings chose
    /// ([`crate::settings::DirectionSource`]); 0 is the default pipeline or, for a field, "no direction".
    DirectionId
);
