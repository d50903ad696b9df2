//! Activities and telephony: what was said to whom and when, what is planned, which calls nobody took.

use super::staff::Role;
use super::{ACTIVITY_DAYS, Making};
use crate::dataset::days::{DAY, MINUTE};
use crate::dataset::random::{Random, Weights, whole};
use crate::model::{
    Activity, ActivityKind, COMPANY, CONTACT, Call, CallKind, ContactPointKind, DEAL, Direction, Provider, Records,
    Word,
};

mod subjects;
use subjects::Subjects;

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Outgoing,
    Incoming,
    /// A call of an unknown number: telephony knows it, CRM does not.
    Loose,
    Meeting,
    Mail,
    Todo,
    OpenLine,
    PlannedMeeting,
    PlannedTodo,
}

/// Something to become an activity: creation, start, kind, company index.
type Seed = (i64, i64, Kind, u32);

/// The main contact of each company by the company's id; 0 for none.
pub(super) fn contact_of_company(records: &Records, making: &Making) -> Vec<u32> {
    let mut main = vec![0; making.clients.len() + 1];
    for contact in records.contacts.iter().rev() {
        main[contact.company_id as usize] = contact.id;
    }
    main
}

/// Deals by company: `ids[first[company]..first[company + 1]]`, oldest first.
struct DealsOf {
    first: Vec<usize>,
    ids: Vec<u32>,
}

impl DealsOf {
    fn new(records: &Records, companies: usize) -> Self {
        let mut first = vec![0_usize; companies + 2];
        for deal in &records.deals {
            first[deal.company_id as usize + 1] += 1;
        }
        for company in 1..first.len() {
            first[company] += first[company - 1];
        }
        let mut next = first.clone();
        let mut ids = vec![0; records.deals.len()];
        for deal in &records.deals {
            let place = &mut next[deal.company_id as usize];
            ids[*place] = deal.id;
            *place += 1;
        }
        Self { first, ids }
    }

    /// One of the company's deals that existed at this instant.
    fn draw(&self, random: &mut Random, records: &Records, company: u32, instant: i64) -> Option<u32> {
        let rows = &self.ids[self.first[company as usize]..self.first[company as usize + 1]];
        let known = rows.partition_point(|id| records.deals.get(*id).is_some_and(|deal| deal.created_at <= instant));
        // The latest deals are what people talk about.
        let recent = &rows[known.saturating_sub(3)..known];
        if recent.is_empty() { None } else { Some(*random.pick(recent)) }
    }
}

/// Adds activities and calls, oldest first, and the times of the last activity of companies and deals.
pub(super) fn add(records: &mut Records, making: &Making) {
    let mut random = making.random("timeline");
    let seeds = seeds(&mut random, making);
    let subjects = Subjects::new(records);
    let phones = phones(records, making);
    let mut writer = Writer {
        deals: DealsOf::new(records, making.clients.len()),
        contacts: contact_of_company(records, making),
        subjects,
        phones,
        specialists: [Role::Service, Role::Mounting, Role::Training].map(|role| making.staff.of_role(role)).concat(),
        making,
        random,
    };
    records.activities.reserve(making.plan.activities as usize);
    for seed in seeds {
        writer.write(records, seed);
    }
}

/// A phone of each company by its index: its own, or one telephony knows alone.
fn phones(records: &mut Records, making: &Making) -> Vec<Word> {
    let mut random = making.random("phones");
    let mut phones = Vec::with_capacity(records.companies.len());
    for company in &records.companies {
        let own = company.points.iter().find(|point| point.kind == ContactPointKind::Phone);
        let number = own.map_or_else(|| super::companies::phone(&mut random), |point| point.value.to_string());
        phones.push(records.words.intern(&number));
    }
    phones
}

fn seeds(random: &mut Random, making: &Making) -> Vec<Seed> {
    let today = making.days.len() - 1;
    let window = making.days.len() - ACTIVITY_DAYS;
    let weights = making.clients.iter().map(|client| {
        let Some(until) = client.until else { return 0.0 };
        // A company that came late or was left early had less time for talks.
        let days = until.saturating_sub(client.since.max(window)) + 1;
        client.weight * f64::from(u32::try_from(days).unwrap_or(u32::MAX))
    });
    let weights: Vec<f64> = weights.collect();
    if weights.iter().sum::<f64>() <= 0.0 {
        return Vec::new();
    }
    let shares = Weights::new(weights).share(making.plan.activities);
    let mut seeds = Vec::with_capacity((making.plan.activities + making.plan.loose_calls) as usize);
    for ((index, client), share) in (0_u32..).zip(&making.clients).zip(shares) {
        let (first, last) = (client.since.max(window), client.until.unwrap_or(today));
        for _ in 0..share {
            seeds.push(seed(random, making, index, (first, last)));
        }
    }
    for _ in 0..making.plan.loose_calls {
        let moment = making.days.moment(random, window, today);
        seeds.push((moment, moment, Kind::Loose, 0));
    }
    seeds.sort_unstable();
    seeds
}

/// One thing that happened, or is planned, with a company between two days.
fn seed(random: &mut Random, making: &Making, company: u32, (first, last): (usize, usize)) -> Seed {
    let moment = making.days.moment(random, first, last);
    let open = last == making.days.len() - 1;
    let kind = match random.below(1_000) {
        0..=429 => Kind::Outgoing,
        430..=619 => Kind::Incoming,
        620..=709 => Kind::Meeting,
        710..=879 => Kind::Mail,
        880..=969 => Kind::Todo,
        970..=989 => Kind::OpenLine,
        990..=994 if open => Kind::PlannedMeeting,
        995.. if open => Kind::PlannedTodo,
        _ => Kind::Mail,
    };
    match kind {
        Kind::Meeting => (moment - i64::from(random.between(2, 90)) * 60 * MINUTE, moment, kind, company),
        Kind::PlannedMeeting | Kind::PlannedTodo => {
            let days = random.between(1, 21);
            let planned = making.days.planned(random, days);
            let made = making.now - i64::from(random.below(14 * 1_440)) * MINUTE;
            (made, planned, kind, company)
        }
        _ => (moment, moment, kind, company),
    }
}

struct Writer<'a> {
    deals: DealsOf,
    contacts: Vec<u32>,
    subjects: Subjects,
    phones: Vec<Word>,
    /// Departments whose people talk to clients of others.
    specialists: Vec<usize>,
    making: &'a Making,
    random: Random,
}

impl Writer<'_> {
    fn write(&mut self, records: &mut Records, (created_at, start_at, kind, index): Seed) {
        if kind == Kind::Loose {
            return self.loose_call(records, start_at);
        }
        let worker = self.worker(index, start_at);
        let company = index + 1;
        let (owner_type, owner_id) = self.owner(records, company, start_at);
        let mut activity = Activity {
            id: records.activities.next_id(),
            owner_type,
            owner_id,
            responsible_id: worker,
            author_id: worker,
            editor_id: worker,
            created_at,
            modified_at: start_at.max(created_at),
            start_at,
            end_at: start_at,
            completed: true,
            ..Activity::default()
        };
        if owner_type != COMPANY && self.making.plan.rich {
            activity.bindings = Box::new([(COMPANY, company)]);
        }
        match kind {
            Kind::Outgoing | Kind::Incoming => self.call(records, &mut activity, kind, company),
            other => self.other(&mut activity, other),
        }
        if activity.start_at <= self.making.now {
            touch(records, company, &activity);
        }
        records.activities.insert(activity);
    }

    /// The company's manager or a colleague; now and then somebody who mounts, services or teaches.
    fn worker(&mut self, index: u32, instant: i64) -> u32 {
        let client = &self.making.clients[index as usize];
        if self.random.chance(0.09) {
            let department = *self.random.pick(&self.specialists);
            return self.making.staff.someone(&mut self.random, department, instant).id;
        }
        self.making.staff.at_work(&mut self.random, client.owner, client.department, instant).id
    }

    /// The record an activity hangs on: the company, one of its deals, its contact.
    fn owner(&mut self, records: &Records, company: u32, instant: i64) -> (u8, u32) {
        let contact = self.contacts[company as usize];
        match self.random.below(100) {
            0..=37 => {
                let deal = self.deals.draw(&mut self.random, records, company, instant);
                deal.map_or((COMPANY, company), |deal| (DEAL, deal))
            }
            38..=53 if contact != 0 => (CONTACT, contact),
            _ => (COMPANY, company),
        }
    }

    fn call(&mut self, records: &mut Records, activity: &mut Activity, kind: Kind, company: u32) {
        let outgoing = kind == Kind::Outgoing;
        let random = &mut self.random;
        let answered = random.chance(if outgoing { 0.78 } else { 0.87 });
        let duration =
            if answered { u32::try_from(whole(random.skewed(96.0, 1.0))).unwrap_or(1).clamp(3, 3_600) } else { 0 };
        let code = match (answered, outgoing) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => [1, 1, 1, 2, 3, 4][random.index(6)],
        };
        activity.kind = ActivityKind::Call;
        activity.provider = Provider::Telephony;
        activity.direction = if outgoing { Direction::Outgoing } else { Direction::Incoming };
        activity.end_at = activity.start_at + i64::from(duration) * 1_000;
        activity.modified_at = activity.end_at + 2_000;
        // A missed call is open until somebody calls back; old ones have been dealt with.
        let missed = !answered && !outgoing;
        activity.completed = !missed || (self.making.now - activity.start_at > 10 * DAY && random.chance(0.8));
        if !activity.completed {
            activity.deadline = activity.start_at + 60 * MINUTE;
        }
        activity.subject = self.subjects.call(outgoing, missed);
        let special = random.chance(0.05);
        let (entity_type, entity_id) =
            if activity.owner_type == CONTACT { (CONTACT, activity.owner_id) } else { (COMPANY, company) };
        records.calls.insert(Call {
            id: records.calls.next_id(),
            user_id: activity.responsible_id,
            kind: match (outgoing, special) {
                (true, false) => CallKind::Outgoing,
                (true, true) => CallKind::Callback,
                (false, false) => CallKind::Incoming,
                (false, true) => CallKind::Redirected,
            },
            duration,
            started_at: activity.start_at,
            phone: self.phones[company as usize - 1],
            portal_number: *random.pick(&self.subjects.portal_numbers),
            failed_code: self.subjects.codes[code],
            entity_type,
            entity_id,
            activity_id: activity.id,
            record_duration: if random.chance(0.8) { duration } else { 0 },
        });
    }

    /// A call telephony keeps and CRM knows nothing of.
    fn loose_call(&mut self, records: &mut Records, started_at: i64) {
        let random = &mut self.random;
        let department = random.index(self.making.staff.departments.len());
        let user_id = self.making.staff.someone(random, department, started_at).id;
        let answered = random.chance(0.6);
        let number = super::companies::phone(random);
        records.calls.insert(Call {
            id: records.calls.next_id(),
            user_id,
            kind: CallKind::Incoming,
            duration: if answered { random.between(5, 200) } else { 0 },
            started_at,
            phone: records.words.intern(&number),
            portal_number: *random.pick(&self.subjects.portal_numbers),
            failed_code: self.subjects.codes[usize::from(!answered)],
            entity_type: 0,
            entity_id: 0,
            activity_id: 0,
            record_duration: 0,
        });
    }

    fn other(&mut self, activity: &mut Activity, kind: Kind) {
        let random = &mut self.random;
        let planned = matches!(kind, Kind::PlannedMeeting | Kind::PlannedTodo);
        match kind {
            Kind::Meeting | Kind::PlannedMeeting => {
                activity.kind = ActivityKind::Meeting;
                activity.provider = Provider::Meeting;
                activity.end_at = activity.start_at + i64::from(random.between(1, 4)) * 30 * MINUTE;
                // A few meetings took place, or did not, and nobody has said so.
                activity.completed = !planned && random.chance(0.94) && activity.end_at <= self.making.now;
                activity.deadline = activity.start_at;
                activity.subject = self.subjects.meeting(random);
            }
            Kind::Mail => {
                activity.kind = ActivityKind::Email;
                activity.provider = Provider::Email;
                activity.direction = if random.chance(0.55) { Direction::Outgoing } else { Direction::Incoming };
                activity.subject = self.subjects.mail(random);
            }
            Kind::OpenLine => {
                activity.kind = ActivityKind::ByProvider;
                activity.provider = Provider::OpenLine;
                activity.direction = Direction::Incoming;
                activity.subject = self.subjects.open_line();
            }
            _ => {
                activity.kind = ActivityKind::ByProvider;
                activity.provider = Provider::Todo;
                activity.important = random.chance(0.1);
                activity.completed = !planned && random.chance(0.88);
                activity.deadline = activity.start_at + i64::from(random.below(5)) * DAY;
                activity.subject = self.subjects.todo(random);
            }
        }
        if planned {
            activity.modified_at = activity.created_at;
        }
    }
}

/// Remembers the last activity of a company and of the deal it was about.
fn touch(records: &mut Records, company: u32, activity: &Activity) {
    if let Some(row) = records.companies.get_mut(company) {
        row.last_activity_at = row.last_activity_at.max(activity.start_at);
    }
    if activity.owner_type == DEAL
        && let Some(row) = records.deals.get_mut(activity.owner_id)
    {
        row.last_activity_at = row.last_activity_at.max(activity.start_at);
    }
}
