//! A portal's records in memory, and reports computed from them by the definitions, one record at a time.

use domain::day::{Day, Millis};
use domain::deals::Phase;
use domain::ids::{CompanyId, DirectionId, PersonId, PortalId};
use domain::money::{Amount, CurrencyCode};
use domain::report::facts::{CompanyFacts, DealGroup};
use domain::rights::Scope;
use domain::settings::{Communications, DirectionSource, InnSource, Settings};
use domain::summary::{DealSum, Outcomes, Summary};
use std::collections::{BTreeMap, BTreeSet};
use store::{ActivityRow, CallRow, CompanyRow, ContactRow, DealRow, Owner, OwnerType, RequisiteRow, StageRow, Store};

/// Everything a report reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) companies: Vec<CompanyRow>,
    pub(crate) requisites: Vec<RequisiteRow>,
    pub(crate) contacts: Vec<ContactRow>,
    pub(crate) deals: Vec<DealRow>,
    pub(crate) activities: Vec<ActivityRow>,
    pub(crate) calls: Vec<CallRow>,
    pub(crate) stages: Vec<StageRow>,
}

impl World {
    pub(crate) async fn store(&self, store: &Store, portal: PortalId) {
        let mut tx = store.begin().await.unwrap();
        tx.companies(portal).upsert(&self.companies).await.unwrap();
        tx.requisites(portal).upsert(&self.requisites).await.unwrap();
        tx.contacts(portal).upsert(&self.contacts).await.unwrap();
        tx.deals(portal).upsert(&self.deals).await.unwrap();
        tx.activities(portal).upsert(&self.activities).await.unwrap();
        tx.calls(portal).upsert(&self.calls).await.unwrap();
        tx.dictionaries(portal).replace_stages(&self.stages).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn phase(&self, deal: &DealRow, settings: &Settings) -> Phase {
        if let Some(phase) = settings.stages.get(&deal.stage_id) {
            return *phase;
        }
        let stage = self.stages.iter().find(|stage| stage.stage_id == deal.stage_id);
        match stage.map(|stage| stage.semantics.as_str()) {
            Some("S") => Phase::Won,
            Some("F") => Phase::Failed,
            _ => Phase::Work,
        }
    }

    /// The company a record leads to.
    fn company_of(&self, owner: Option<Owner>) -> Option<CompanyId> {
        let owner = owner?;
        match owner.kind {
            OwnerType::COMPANY => Some(CompanyId(owner.id)),
            OwnerType::DEAL => self.deals.iter().find(|deal| deal.id.0 == owner.id)?.company,
            OwnerType::CONTACT => self.contacts.iter().find(|contact| contact.id == owner.id)?.company,
            _ => None,
        }
    }

    fn is_communication(&self, activity: &ActivityRow, counted: &Communications) -> bool {
        let telephony: Vec<&CallRow> = self.calls.iter().filter(|call| call.activity_id == Some(activity.id)).collect();
        let incoming = activity.direction == 1;
        match activity.kind {
            1 => counted.meetings && activity.completed,
            2 if telephony.is_empty() => {
                activity.completed && if incoming { counted.incoming_calls } else { counted.outgoing_calls }
            }
            2 => telephony.iter().any(|call| is_conversation(call, counted)),
            4 => counted.emails,
            6 => counted.open_lines && activity.completed && activity.provider == "IMOPENLINES_SESSION",
            _ => false,
        }
    }

    fn last_communication(&self, company: CompanyId, counted: &Communications) -> Option<Day> {
        let activities = self
            .activities
            .iter()
            .filter(|activity| self.is_communication(activity, counted))
            .filter(|activity| self.company_of(activity.owner) == Some(company))
            .map(|activity| activity.day);
        let calls = self
            .calls
            .iter()
            .filter(|call| call.activity_id.is_none() && is_conversation(call, counted))
            .filter(|call| {
                matches!(call.entity.map(|entity| entity.kind), Some(OwnerType::COMPANY | OwnerType::CONTACT))
            })
            .filter(|call| self.company_of(call.entity) == Some(company))
            .map(|call| call.day);
        activities.chain(calls).max()
    }

    fn groups(&self, company: i64, settings: &Settings) -> Vec<DealGroup> {
        let mut groups: BTreeMap<(DirectionId, CurrencyCode, Phase), Vec<&DealRow>> = BTreeMap::new();
        for deal in &self.deals {
            if settings.hidden_directions.contains(&direction(deal, settings)) {
                continue;
            }
            if deal.company.map_or(0, |company| company.0) == company {
                let key = (direction(deal, settings), deal.currency.clone(), self.phase(deal, settings));
                groups.entry(key).or_default().push(deal);
            }
        }
        groups
            .into_iter()
            .map(|((direction, currency, phase), deals)| DealGroup {
                direction,
                currency,
                phase,
                count: u32::try_from(deals.len()).unwrap(),
                amount: deals.iter().fold(Amount(0), |sum, deal| sum.plus(deal.amount)),
                modified: deals.iter().map(|deal| deal.modified_day).max().unwrap(),
            })
            .collect()
    }

    pub(crate) fn facts(&self, settings: &Settings) -> Vec<CompanyFacts> {
        let mut companies: Vec<&CompanyRow> = self.companies.iter().collect();
        companies.sort_by_key(|company| company.id);
        let mut facts = vec![CompanyFacts { deals: self.groups(0, settings), ..CompanyFacts::default() }];
        facts.extend(companies.into_iter().map(|company| CompanyFacts {
            id: company.id,
            title: company.title.clone(),
            inn: match settings.fields.inn {
                InnSource::Requisite => self.inn(company.id),
                InnSource::Field(_) => company.inn.clone(),
            },
            responsible: company.responsible,
            sector: company.sector_key.clone(),
            region: company.region.clone(),
            source: company.source.clone(),
            employees: company.employees.clone(),
            turnover: company.revenue.map(|revenue| (company.currency.clone(), revenue)),
            created: if company.created == Millis(0) { None } else { Some(company.created_day) },
            last_communication: self.last_communication(company.id, &settings.communications),
            deals: self.groups(company.id.0, settings),
        }));
        facts
    }

    fn inn(&self, company: CompanyId) -> String {
        self.requisites
            .iter()
            .filter(|requisite| requisite.company == Some(company) && !requisite.inn.is_empty())
            .min_by_key(|requisite| requisite.id)
            .map(|requisite| requisite.inn.clone())
            .unwrap_or_default()
    }

    pub(crate) fn summary(&self, settings: &Settings, scope: &Scope) -> Summary {
        let deals: Vec<&DealRow> = self.deals.iter().filter(|deal| scope.includes(deal.responsible)).collect();
        let outcomes = |chosen: &dyn Fn(&DealRow) -> bool| {
            let chosen: Vec<&DealRow> = deals.iter().copied().filter(|deal| chosen(deal)).collect();
            self.outcomes(&chosen, settings)
        };
        let people: BTreeSet<PersonId> = deals.iter().filter_map(|deal| deal.responsible).collect();
        let mut people: Vec<Option<PersonId>> = people.into_iter().map(Some).collect();
        if deals.iter().any(|deal| deal.responsible.is_none()) {
            people.push(None);
        }
        let directions: BTreeSet<DirectionId> = deals.iter().map(|deal| direction(deal, settings)).collect();
        let companies = self.companies.iter().filter(|company| scope.includes(company.responsible)).count();
        Summary {
            companies: companies as u64,
            people: 0,
            deals: outcomes(&|_| true),
            without_company: outcomes(&|deal| deal.company.is_none()),
            by_responsible: people
                .into_iter()
                .map(|person| (person, outcomes(&|deal| deal.responsible == person)))
                .collect(),
            by_direction: directions
                .into_iter()
                .map(|id| (id, outcomes(&|deal| direction(deal, settings) == id)))
                .collect(),
        }
    }

    fn outcomes(&self, deals: &[&DealRow], settings: &Settings) -> Outcomes {
        let list = |phases: &[Phase]| {
            let mut sums: BTreeMap<CurrencyCode, (u64, Amount)> = BTreeMap::new();
            for deal in deals.iter().filter(|deal| phases.contains(&self.phase(deal, settings))) {
                let (count, sum) = sums.entry(deal.currency.clone()).or_default();
                *count += 1;
                *sum = sum.plus(deal.amount);
            }
            sums.into_iter().map(|(currency, (count, amount))| DealSum { currency, count, amount }).collect()
        };
        Outcomes {
            in_work: list(&[Phase::Preparation, Phase::Work]),
            won: list(&[Phase::Won]),
            lost: list(&[Phase::Failed]),
        }
    }
}

/// Whether telephony recorded a conversation that counts.
fn is_conversation(call: &CallRow, counted: &Communications) -> bool {
    let way = if [2, 3].contains(&call.kind) { counted.incoming_calls } else { counted.outgoing_calls };
    way && call.failed_code == "200" && i64::from(call.duration_s) >= i64::from(counted.min_seconds)
}

fn direction(deal: &DealRow, settings: &Settings) -> DirectionId {
    DirectionId(match settings.directions {
        DirectionSource::Pipelines => deal.pipeline,
        DirectionSource::Field(_) => deal.direction_item.unwrap_or(0),
    })
}
