//! Who works in a portal and what they were given, beside the table: a table may rest while the first reading goes on, who
//! may see what never does.

use domain::activity::rights::RightsBook;
use domain::directory::{Department, Person};
use domain::ids::PortalId;
use domain::rights::Staff;
use store::Reader;

/// What rights and scopes follow from.
#[derive(Debug, Default)]
pub(super) struct Crew {
    people: Vec<Person>,
    departments: Vec<Department>,
    rights: RightsBook,
    /// The revision that changed any of it last.
    since: i64,
    /// The revision of the portal up to which that is known.
    until: i64,
}

impl Crew {
    /// As of the reader's moment.
    pub(super) async fn read(reader: &mut Reader, portal: PortalId) -> Result<Self, store::Error> {
        Ok(Self {
            until: reader.portals().revision(portal).await?,
            since: reader.activity_setup(portal).state().await?.setup,
            people: reader.people(portal).all().await?,
            departments: reader.departments(portal).all().await?,
            rights: reader.rights(portal).all().await?,
        })
    }

    /// As of the reader's moment, read anew only if something changed since.
    pub(super) async fn later(reader: &mut Reader, portal: PortalId, than: Mark) -> Result<Later, store::Error> {
        if reader.activity_setup(portal).state().await?.setup == than.since {
            return Ok(Later::Same { until: reader.portals().revision(portal).await? });
        }
        Ok(Later::Other(Self::read(reader, portal).await?))
    }

    /// How recent it is.
    pub(super) fn mark(&self) -> Mark {
        Mark { since: self.since, until: self.until }
    }

    /// Becomes what was read later, unless somebody else was quicker.
    pub(super) fn renew(&mut self, later: Later) {
        match later {
            Later::Same { until } => self.until = self.until.max(until),
            Later::Other(other) if other.until >= self.until => *self = other,
            Later::Other(_) => {}
        }
    }

    pub(super) fn staff(&self) -> Staff<'_> {
        Staff { people: &self.people, departments: &self.departments, rights: &self.rights }
    }
}

/// How recent a crew is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    since: i64,
    /// The revision of the portal up to which nothing else is known.
    pub(super) until: i64,
}

/// A later look.
pub(super) enum Later {
    /// Nothing changed up to this revision.
    Same {
        /// The portal's revision at that moment.
        until: i64,
    },
    /// Something did.
    Other(Crew),
}
