//! Deals: opened by companies in proportion to how busy they are, closed after their direction's usual time, some stuck.

use super::pipelines::{DIRECTIONS, Direction};
use super::staff::Role;
use super::{DEAL_DAYS, Making};
use crate::dataset::days::{DAY, MINUTE};
use crate::dataset::random::{Random, Weights, whole};
use crate::model::{Deal, MONEY_SCALE, Records, StageSemantics, Word};

/// A pipeline with its words interned.
struct Course {
    direction: &'static Direction,
    id: u32,
    kind: Word,
    /// Stages in work.
    open: Vec<Word>,
    won: Word,
    /// Lost stages with their meaning, the plain one first.
    lost: Vec<(Word, StageSemantics)>,
    departments: Vec<usize>,
}

/// How a deal went.
struct Fate {
    stage: Word,
    semantics: StageSemantics,
    moved_at: i64,
    modified_at: i64,
    /// When it was or is to be closed.
    closes_at: i64,
}

/// Adds the deals, oldest first.
pub(super) fn add(records: &mut Records, making: &Making) {
    let mut random = making.random("deals");
    let opened = openings(&mut random, making);
    let courses = courses(records, making);
    let shares = Weights::new(courses.iter().map(|course| course.direction.share));
    let currency = records.words.intern("RUB");
    let sources: Vec<Word> = ["CALL", "WEB", "RECOMMENDATION", "TRADE_SHOW", "PARTNER", ""]
        .iter()
        .map(|key| records.words.intern(key))
        .collect();
    let contacts = super::timeline::contact_of_company(records, making);
    records.deals.reserve(opened.len());
    for (id, (created_at, company)) in (1_u32..).zip(opened) {
        let random = &mut random.fork();
        let course = &courses[shares.draw(random)];
        let responsible = responsible(random, making, course, company, created_at);
        let fate = fate(random, making, course, created_at);
        let amount = amount(random, course.direction.amount);
        let deal = Deal {
            id,
            title: format!("{} № {id}", random.pick(course.direction.subjects)).into(),
            type_id: course.kind,
            category_id: course.id,
            stage_id: fate.stage,
            semantics: fate.semantics,
            probability: None,
            amount,
            currency,
            company_id: company,
            contact_id: if company == 0 { 0 } else { contacts.get(company as usize).copied().unwrap_or(0) },
            source_id: *random.pick(&sources),
            comments: "".into(),
            assigned_by: responsible,
            created_by: responsible,
            modified_by: responsible,
            moved_by: responsible,
            created_at,
            modified_at: fate.modified_at,
            moved_at: fate.moved_at,
            last_activity_at: 0,
            begin_day: Some(making.days.number_at(created_at)),
            close_day: Some(making.days.number_at(fate.closes_at)),
            opened: true,
            user_values: Box::default(),
        };
        records.deals.insert(deal);
    }
}

/// When deals are opened and by which company (0 for none), in order of time.
fn openings(random: &mut Random, making: &Making) -> Vec<(i64, u32)> {
    let today = making.days.len() - 1;
    let first = making.days.len() - DEAL_DAYS;
    let weights = Weights::new(making.clients.iter().map(|client| {
        // A company that came late had less time for deals; one nobody talks to still has a deal now and then.
        let days = u32::try_from(today - client.since.clamp(first, today) + 1).unwrap_or(u32::MAX);
        client.weight * f64::from(days) * if client.until == Some(today) { 1.0 } else { 0.25 }
    }));
    let draw = |_| {
        if making.clients.is_empty() || random.chance(0.03) {
            return (making.days.moment(random, first, today), 0);
        }
        let company = weights.draw(random);
        let client = &making.clients[company];
        let last = client.until.unwrap_or(today).max(client.since);
        let created_at = making.days.moment(random, client.since.max(first), last.max(first));
        (created_at, u32::try_from(company + 1).expect("companies are counted in 32 bits"))
    };
    let mut opened: Vec<(i64, u32)> = (0..making.plan.deals).map(draw).collect();
    opened.sort_unstable();
    opened
}

fn courses(records: &mut Records, making: &Making) -> Vec<Course> {
    let mut courses = Vec::new();
    for (id, direction) in (0_u32..).zip(&DIRECTIONS[..making.plan.pipelines]) {
        let prefix = if id == 0 { String::new() } else { format!("C{id}:") };
        let mut word = |key: &str| records.words.intern(&format!("{prefix}{key}"));
        let mut of = |wanted: fn(StageSemantics) -> bool| -> Vec<(Word, StageSemantics)> {
            let rows = direction.stages.iter().filter(|(.., semantics)| wanted(*semantics));
            rows.map(|(key, _, _, semantics)| (word(key), *semantics)).collect()
        };
        let open = of(|semantics| semantics == StageSemantics::Process).into_iter().map(|(stage, _)| stage).collect();
        let won = of(|semantics| semantics == StageSemantics::Success)[0].0;
        let lost = of(|semantics| semantics.letter() == "F");
        courses.push(Course {
            direction,
            id,
            kind: records.words.intern(direction.kind),
            open,
            won,
            lost,
            departments: making.staff.of_role(direction.role),
        });
    }
    courses
}

fn responsible(random: &mut Random, making: &Making, course: &Course, company: u32, instant: i64) -> u32 {
    let specialist = course.direction.role != Role::Sales && random.chance(0.5);
    let client = (company as usize).checked_sub(1).map(|index| &making.clients[index]);
    match client {
        Some(client) if !specialist => making.staff.at_work(random, client.owner, client.department, instant).id,
        _ => {
            let department = *random.pick(&course.departments);
            making.staff.someone(random, department, instant).id
        }
    }
}

fn fate(random: &mut Random, making: &Making, course: &Course, created_at: i64) -> Fate {
    let span = random.skewed(course.direction.days, 0.7).clamp(0.5, 420.0);
    let age = making.now - created_at;
    let lasts = whole(span * 1_440.0) * MINUTE;
    let closes_at = created_at + lasts;
    let stuck = random.chance(0.05);
    if !stuck && closes_at <= making.now {
        let day = making.days.index_of(closes_at);
        let moved_at = making.days.moment(random, day, day + 2).max(created_at + MINUTE).min(making.now);
        let won = random.chance(course.direction.luck);
        let last = course.lost.len() - 1;
        let lost = course.lost[if random.chance(0.8) { 0 } else { last }];
        let (stage, semantics) = if won { (course.won, StageSemantics::Success) } else { lost };
        // Papers are put in order some days after the end.
        let tidied = moved_at + if random.chance(0.15) { i64::from(random.below(20)) * DAY } else { 0 };
        return Fate { stage, semantics, moved_at, modified_at: tidied.min(making.now), closes_at: moved_at };
    }
    let worked = if stuck { random.unit() * 0.15 } else { 1.0 - random.unit() * random.unit() * 0.6 };
    let modified_at = created_at + whole(worked * 1_000.0) * (age / 1_000);
    let progress =
        if stuck { random.unit() } else { (worked * 1_000.0 * (age / 1_000) as f64 / lasts as f64).min(0.999) };
    let place = usize::try_from(whole((progress * course.open.len() as f64).floor())).unwrap_or(0);
    let stage = course.open[place.min(course.open.len() - 1)];
    let moved_at = created_at + (modified_at - created_at) / 2;
    Fate { stage, semantics: StageSemantics::Process, moved_at, modified_at, closes_at }
}

/// A sum around the middle one, as round as people make it, in ten-thousandths of a rouble.
fn amount(random: &mut Random, middle: f64) -> i64 {
    if random.chance(0.035) {
        return 0;
    }
    let roubles = whole(random.skewed(middle, 0.85));
    let step = match roubles {
        ..10_000 => 100,
        10_000..100_000 => 500,
        100_000..1_000_000 => 1_000,
        _ => 10_000,
    };
    let round = (roubles + step / 2) / step * step;
    let kopecks = if random.chance(0.04) { i64::from(random.below(100)) * 100 } else { 0 };
    round.max(step) * MONEY_SCALE + kopecks
}
