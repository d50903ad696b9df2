//! Believable rows of a portal, the same in every run: references spread over everything, sums and days vary.

use domain::day::{Day, Millis};
use domain::ids::{CompanyId, DealId, PersonId};
use domain::money::{Amount, CurrencyCode};
use store::{ActivityRow, CallRow, CompanyRow, ContactRow, DealRow, Owner, OwnerType, RequisiteRow, StageRow};

const STAGES: [(&str, &str); 6] =
    [("NEW", "P"), ("PREPARATION", "P"), ("EXECUTING", "P"), ("WON", "S"), ("LOSE", "F"), ("APOLOGY", "F")];

/// How many of everything.
pub(crate) struct Shape {
    pub(crate) companies: i64,
    pub(crate) contacts: i64,
    pub(crate) deals: i64,
    pub(crate) activities: i64,
    pub(crate) calls: i64,
}

/// One answer of the portal.
pub(crate) enum Page {
    Companies(Vec<CompanyRow>, Vec<RequisiteRow>),
    Contacts(Vec<ContactRow>),
    Deals(Vec<DealRow>),
    Activities(Vec<ActivityRow>),
    Calls(Vec<CallRow>),
}

impl Page {
    pub(crate) fn rows(&self) -> u64 {
        let rows = match self {
            Self::Companies(rows, requisites) => rows.len() + requisites.len(),
            Self::Contacts(rows) => rows.len(),
            Self::Deals(rows) => rows.len(),
            Self::Activities(rows) => rows.len(),
            Self::Calls(rows) => rows.len(),
        };
        rows as u64
    }
}

impl Shape {
    pub(crate) fn small() -> Self {
        Self { companies: 10_000, contacts: 10_000, deals: 60_000, activities: 120_000, calls: 40_000 }
    }

    /// A portal of so many companies in the proportions of the budgets: 60,000 have 600,000 deals and 2,400,000
    /// activities.
    pub(crate) fn of(companies: i64) -> Self {
        Self {
            companies,
            contacts: companies,
            deals: companies * 10,
            activities: companies * 40,
            calls: companies * 40 / 3,
        }
    }

    pub(crate) fn rows(&self) -> i64 {
        self.companies * 2 + self.contacts + self.deals + self.activities + self.calls
    }

    /// Pages in the order a backfill meets them: companies first, then everything else by turns.
    pub(crate) fn pages(&self, size: i64) -> impl Iterator<Item = Page> + '_ {
        let ranges = move |count: i64| {
            let starts = (0..count).step_by(usize::try_from(size).unwrap_or(1));
            starts.map(move |start| (start + 1)..=(start + size).min(count))
        };
        let companies = ranges(self.companies)
            .map(|ids| Page::Companies(ids.clone().map(company).collect(), ids.map(requisite).collect()));
        let contacts = ranges(self.contacts).map(|ids| Page::Contacts(ids.map(|id| self.contact(id)).collect()));
        let mut deals = ranges(self.deals).map(|ids| Page::Deals(ids.map(|id| self.deal(id)).collect()));
        let mut activities =
            ranges(self.activities).map(|ids| Page::Activities(ids.map(|id| self.activity(id)).collect()));
        let mut calls = ranges(self.calls).map(|ids| Page::Calls(ids.map(|id| self.call(id)).collect()));
        let turns = std::iter::from_fn(move || {
            let turn: Vec<Page> = [deals.next(), activities.next(), calls.next()].into_iter().flatten().collect();
            (!turn.is_empty()).then_some(turn)
        });
        companies.chain(contacts).chain(turns.flatten())
    }

    fn contact(&self, id: i64) -> ContactRow {
        ContactRow {
            id,
            company: Some(CompanyId(mixed(id) % self.companies + 1)),
            name: format!("Иванова Мария Петровна {id}"),
            created: Millis(1_700_000_000_000 + id),
            modified: Millis(1_700_000_000_000 + id),
        }
    }

    fn deal(&self, id: i64) -> DealRow {
        let seed = mixed(id);
        let company = seed % (self.companies + self.companies / 50);
        let stage = usize::try_from(seed / 7 % 6).unwrap_or(0);
        DealRow {
            id: DealId(id),
            title: format!("Поставка оборудования № {id}"),
            company: (company < self.companies).then_some(CompanyId(company + 1)),
            responsible: Some(PersonId(seed % 200 + 1)),
            pipeline: seed / 11 % 7,
            stage_id: format!("C{}:{}", seed / 11 % 7, STAGES[stage].0),
            direction_item: None,
            amount: Amount(seed % 100_000_000_000),
            currency: CurrencyCode("RUB".to_owned()),
            created: Millis(1_600_000_000_000 + id),
            modified: Millis(1_700_000_000_000 + id),
            modified_day: day(seed),
            closed: stage >= 3,
            ..DealRow::default()
        }
    }

    fn activity(&self, id: i64) -> ActivityRow {
        let seed = mixed(id);
        let (kind, owner) = match seed / 3 % 10 {
            0..=3 => (2, self.owner(seed / 31)),
            4..=6 => (1, self.owner(seed / 31)),
            _ => (4, self.owner(seed / 31)),
        };
        ActivityRow {
            id,
            kind,
            provider: if kind == 2 { "VOXIMPLANT_CALL" } else { "CRM_MEETING" }.to_owned(),
            direction: seed % 3,
            completed: seed % 5 != 0,
            responsible: Some(PersonId(seed % 200 + 1)),
            owner: Some(owner),
            at: Millis(1_700_000_000_000 + id),
            day: day(seed),
            subject: format!("Исходящий звонок по договору {id}"),
            created: Millis(1_700_000_000_000 + id),
            modified: Millis(1_700_000_000_000 + id),
        }
    }

    fn owner(&self, seed: i64) -> Owner {
        match seed % 3 {
            0 => Owner { kind: OwnerType::COMPANY, id: seed / 3 % self.companies + 1 },
            1 => Owner { kind: OwnerType::DEAL, id: seed / 3 % self.deals + 1 },
            _ => Owner { kind: OwnerType::CONTACT, id: seed / 3 % self.contacts + 1 },
        }
    }

    fn call(&self, id: i64) -> CallRow {
        let seed = mixed(id);
        CallRow {
            id,
            call_id: format!("externalCall.{seed:x}.{id}"),
            person: Some(PersonId(seed % 200 + 1)),
            kind: seed % 2 + 1,
            phone: format!("+7999{:07}", seed % 10_000_000),
            duration_s: i32::try_from(seed % 900).unwrap_or(0),
            started: Millis(1_700_000_000_000 + id),
            day: day(seed),
            failed_code: if seed % 6 == 0 { "304" } else { "200" }.to_owned(),
            entity: (seed % 4 != 0).then(|| self.owner(seed / 31)),
            activity_id: Some(id * 3),
        }
    }
}

/// Stages of seven pipelines.
pub(crate) fn stages() -> Vec<StageRow> {
    (0..7)
        .flat_map(|pipeline| {
            STAGES.iter().map(move |(name, semantics)| StageRow {
                stage_id: format!("C{pipeline}:{name}"),
                pipeline,
                name: (*name).to_owned(),
                sort: 10,
                semantics: (*semantics).to_owned(),
            })
        })
        .collect()
}

fn company(id: i64) -> CompanyRow {
    CompanyRow {
        id: CompanyId(id),
        title: format!("ООО «Строительные технологии {id}»"),
        responsible: Some(PersonId(mixed(id) % 200 + 1)),
        sector_key: Some("IT".to_owned()),
        revenue: Some(Amount(mixed(id) % 10_000_000_000_000)),
        currency: CurrencyCode("RUB".to_owned()),
        employees: Some("EMPLOYEES_2".to_owned()),
        created: Millis(1_600_000_000_000 + id),
        modified: Millis(1_700_000_000_000 + id),
        ..CompanyRow::default()
    }
}

fn requisite(id: i64) -> RequisiteRow {
    let at = Millis(1_700_000_000_000 + id);
    let inn = format!("{:010}", mixed(id) % 10_000_000_000);
    RequisiteRow { id, company: Some(CompanyId(id)), inn, created: at, modified: at }
}

fn day(seed: i64) -> Day {
    Day(i32::try_from(19_000 + seed / 13 % 1_000).unwrap_or(0))
}

/// A number spread over the whole range, never negative (the finaliser of SplitMix64).
fn mixed(id: i64) -> i64 {
    let mut bits = id.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    i64::try_from((bits ^ (bits >> 31)) >> 1).unwrap_or(0)
}
