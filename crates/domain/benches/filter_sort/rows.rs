//! A portal's companies, the same in every run.

use crate::{DIRECTIONS, PEOPLE, TODAY};
use domain::day::Day;
use domain::deals::Phase;
use domain::directory::{Choice, Department, Direction, Directory, Person};
use domain::headcount::headcounts;
use domain::ids::{CompanyId, DepartmentId, DirectionId, PersonId};
use domain::money::{Amount, Currency, CurrencyCode};
use domain::report::facts::{CompanyFacts, DealGroup};

/// Marsaglia's xorshift: enough chance for a benchmark.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }

    fn number(&mut self, bound: u64) -> i64 {
        self.below(bound).cast_signed()
    }

    fn one<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let at = self.below(words.len() as u64);
        words[usize::try_from(at).expect("a list is addressable")]
    }

    fn day_before(&mut self, days: u64) -> Day {
        let ago = i32::try_from(self.below(days)).expect("a few thousand days");
        Day(TODAY.0 - ago)
    }
}

const SECTORS: [&str; 6] = ["IT", "TRADE", "BUILD", "FOOD", "METAL", "STATE"];
const CURRENCIES: [&str; 3] = ["RUB", "USD", "EUR"];

fn choices(letter: &str, count: usize) -> Vec<Choice> {
    (1..=count).map(|at| Choice { key: format!("{letter}{at}"), name: format!("{letter}{}", at * 50) }).collect()
}

/// Names.
pub(crate) fn directory(chance: &mut Chance) -> Directory {
    let person = |id: u64, chance: &mut Chance| Person {
        id: PersonId(id.cast_signed()),
        name: chance.one(&["Анна", "Иван", "Пётр", "Ольга"]).to_owned(),
        last_name: format!("{}{id}", chance.one(&["Ёлкин", "Котов", "Ясный", "Белый"])),
        position: String::new(),
        active: true,
        departments: vec![DepartmentId((id % 12 + 1).cast_signed())],
    };
    let department = |id: i64| Department {
        id: DepartmentId(id),
        name: format!("Отдел {id}"),
        parent: (id > 1).then_some(DepartmentId(id / 2)),
        head: Some(PersonId(id)),
        sort: 0,
    };
    let currency = |code: &str, rate: i64| Currency {
        code: CurrencyCode(code.to_owned()),
        rate: Amount::units(rate),
        rate_units: 1,
        base: rate == 1,
        rated: None,
    };
    Directory {
        people: (1..=PEOPLE).map(|id| person(id, chance)).collect(),
        departments: (1..=12).map(department).collect(),
        directions: (1..=DIRECTIONS.cast_signed())
            .map(|id| Direction { id: DirectionId(id), name: format!("Направление {id}") })
            .collect(),
        sectors: SECTORS.map(|key| Choice { key: key.to_owned(), name: key.to_owned() }).into(),
        regions: choices("R", 80),
        sources: choices("S", 12),
        headcounts: headcounts(choices("", 4)),
        currencies: CURRENCIES.iter().zip([1, 90, 100]).map(|(code, rate)| currency(code, rate)).collect(),
    }
}

fn deals(chance: &mut Chance) -> Vec<DealGroup> {
    let mut groups: Vec<DealGroup> = Vec::new();
    for _ in 0..chance.below(21) {
        let phase = match chance.below(20) {
            0..=5 => Phase::Work,
            6 => Phase::Preparation,
            7..=14 => Phase::Won,
            _ => Phase::Failed,
        };
        let currency = match chance.below(50) {
            0 => "USD",
            1 => "EUR",
            _ => "RUB",
        };
        let deal = DealGroup {
            direction: DirectionId(1 + chance.number(DIRECTIONS)),
            currency: CurrencyCode(currency.to_owned()),
            phase,
            count: 1,
            amount: Amount(chance.number(200_000_000) * 100),
            modified: chance.day_before(730),
        };
        let same = |group: &&mut DealGroup| {
            (group.direction, &group.currency, group.phase) == (deal.direction, &deal.currency, deal.phase)
        };
        match groups.iter_mut().find(same) {
            Some(group) => {
                group.count += 1;
                group.amount = group.amount.plus(deal.amount);
                group.modified = group.modified.max(deal.modified);
            }
            None => groups.push(deal),
        }
    }
    groups
}

/// A company with its deals.
pub(crate) fn company(id: i64, chance: &mut Chance) -> CompanyFacts {
    let form = chance.one(&["ООО", "АО", "ИП", "ПАО"]);
    let first = chance.one(&["Вектор", "Заря", "Ромашка", "Мёд", "Сталь", "Яхонт", "Горизонт"]);
    let second = chance.one(&["Плюс", "Сервис", "Групп", "Трейд", "Строй", "и Ко"]);
    CompanyFacts {
        id: CompanyId(id),
        title: format!("{form} «{first} {second}» {}", chance.below(40_000)),
        inn: format!("77{:08}", chance.below(100_000_000)),
        responsible: Some(PersonId(1 + chance.number(PEOPLE))).filter(|id| id.0 % 97 != 0),
        sector: Some(chance.one(&SECTORS).to_owned()).filter(|_| chance.below(5) > 0),
        region: Some(format!("R{}", 1 + chance.below(80))).filter(|_| chance.below(9) > 0),
        source: Some(format!("S{}", 1 + chance.below(12))).filter(|_| chance.below(4) > 0),
        employees: Some(chance.below(2_000).to_string()).filter(|_| chance.below(3) > 0),
        turnover: Some((CurrencyCode("RUB".to_owned()), Amount::units(chance.number(5_000) * 100_000)))
            .filter(|_| chance.below(3) > 0),
        created: Some(chance.day_before(1_500)),
        last_communication: Some(chance.day_before(900)).filter(|_| chance.below(8) > 0),
        deals: deals(chance),
    }
}
