//! Companies with their requisites and contacts, and what each is to its manager: busy, forgotten, never called.

use super::names::{CITIES, FAMILIES, INDUSTRIES, MEN, POSTS, REGIONS, WOMEN};
use super::staff::{Role, Worker};
use super::titles::{Title, Titles, digits, inn};
use super::{ACTIVITY_DAYS, HISTORY, Making};
use crate::dataset::random::{Random, whole};
use crate::model::{
    COMPANY, Company, Contact, ContactPoint, ContactPointKind, EnumerationItem, FieldValue, MONEY_SCALE, Records,
    Requisite, UserField, UserFieldKind,
};

const REGION_FIELD: u32 = 101;
const SOURCE_FIELD: u32 = 102;
const EMPLOYEES_FIELD: u32 = 103;
const FIRST_REGION: u32 = 1_001;
const FIRST_SOURCE: u32 = 1_101;
const SOURCES: [&str; 6] = ["Сайт", "Выставка", "Рекомендация", "Холодный звонок", "Тендерная площадка", "Партнёр"];

/// What the generator knows of a company beside its record; the company's id is the index plus one.
#[derive(Debug, Clone)]
pub(super) struct Client {
    /// Department and seat of the responsible manager.
    pub(super) owner: Option<(usize, usize)>,
    /// Department that works with the company when nobody is responsible.
    pub(super) department: usize,
    /// Index of the day it was created.
    pub(super) since: usize,
    /// How much is going on with it.
    pub(super) weight: f64,
    /// Index of the last day anybody talked to it, today for most; `None` when nobody ever did.
    pub(super) until: Option<usize>,
}

/// Adds the definitions of companies' user fields.
pub(super) fn add_fields(records: &mut Records) {
    let items = |first: u32, names: &[&str]| -> Vec<EnumerationItem> {
        let rows = (first..).zip(1_i32..).zip(names);
        let item = |((id, place), name): ((u32, i32), &&str)| EnumerationItem {
            id,
            value: (*name).into(),
            sort: place * 10,
            default: false,
            xml_id: "".into(),
        };
        rows.map(item).collect()
    };
    let field = |id, name: &str, kind, label_ru: &str, label_en: &str, items| UserField {
        id,
        field_name: name.into(),
        kind,
        multiple: false,
        mandatory: false,
        sort: 100,
        label_ru: label_ru.into(),
        label_en: label_en.into(),
        items,
    };
    let choice = UserFieldKind::Enumeration;
    records.company_fields = vec![
        field(REGION_FIELD, "UF_CRM_REGION", choice, "Регион", "Region", items(FIRST_REGION, &REGIONS)),
        field(SOURCE_FIELD, "UF_CRM_SOURCE", choice, "Источник", "Source", items(FIRST_SOURCE, &SOURCES)),
        field(
            EMPLOYEES_FIELD,
            "UF_CRM_EMPLOYEES_COUNT",
            UserFieldKind::Integer,
            "Количество сотрудников",
            "Employees",
            Vec::new(),
        ),
    ];
}

/// Adds companies and requisites, oldest first.
pub(super) fn add(records: &mut Records, making: &Making) -> Vec<Client> {
    let mut random = making.random("companies");
    let mut titles = Titles::new(making.random("titles"));
    let today = making.days.len() - 1;
    let mut created: Vec<i64> = (0..making.plan.companies)
        .map(|_| {
            let from = if random.chance(0.6) { 0 } else { HISTORY - ACTIVITY_DAYS };
            making.days.moment(&mut random, from, today)
        })
        .collect();
    created.sort_unstable();
    let sales = making.staff.of_role(Role::Sales);
    records.companies.reserve(created.len());
    records.requisites.reserve(created.len());
    let mut clients = Vec::with_capacity(created.len());
    for (id, created_at) in (1_u32..).zip(created) {
        let random = &mut random.fork();
        let department = *random.pick(&sales);
        let client = client(random, making, department, making.days.index_of(created_at));
        let title = titles.next();
        add_requisite(records, random, id, &title, created_at);
        let owner = client.owner.map(|(department, seat)| &making.staff.departments[department].1[seat]);
        let company = company(records, random, making, id, title, owner, created_at);
        records.companies.insert(company);
        clients.push(client);
    }
    clients
}

fn client(random: &mut Random, making: &Making, department: usize, since: usize) -> Client {
    let today = making.days.len() - 1;
    let (_, workers) = &making.staff.departments[department];
    let seat = random.index(workers.len());
    let owner: Option<&Worker> = if random.chance(0.012) { None } else { Some(&workers[seat]) };
    let diligence = owner.map_or(0.3, |worker| worker.diligence);
    let forgotten = random.chance(0.1 + 0.45 * (1.0 - diligence));
    let never = random.chance(0.01 + 0.06 * (1.0 - diligence));
    let left = owner.filter(|worker| worker.left_at < i64::MAX && random.chance(0.45));
    let silent_since = if let Some(worker) = left {
        making.days.index_of(worker.left_at)
    } else if forgotten {
        today - random.between(190, 600) as usize
    } else {
        today
    };
    let first = since.max(making.days.len() - ACTIVITY_DAYS);
    // Nobody can have forgotten a company before getting to know it.
    let until = if silent_since < first + 30 { today } else { silent_since };
    let until = (!never).then_some(until);
    Client {
        owner: owner.map(|_| (department, seat)),
        department,
        since,
        weight: random.skewed(1.0, 0.85) * diligence,
        until,
    }
}

fn company(
    records: &mut Records,
    random: &mut Random,
    making: &Making,
    id: u32,
    title: Title,
    owner: Option<&Worker>,
    created_at: i64,
) -> Company {
    let middle = if title.sole_trader { 6.0 } else { 64.0 };
    let employees = whole(random.skewed(middle, 1.15)).clamp(1, 40_000);
    // Turnover follows the number of people, to the nearest hundred thousand roubles.
    let millions = random.skewed(1.9, 0.5) * f64::from(u16::try_from(employees).unwrap_or(u16::MAX));
    let revenue = if random.chance(0.1) { 0 } else { whole(millions * 10.0).max(1) * 100_000 * MONEY_SCALE };
    let size = match employees {
        ..50 => "EMPLOYEES_1",
        50..=250 => "EMPLOYEES_2",
        251..=500 => "EMPLOYEES_3",
        _ => "EMPLOYEES_4",
    };
    let (city, region) = *random.pick(&CITIES);
    let industry = random.pick(&INDUSTRIES).0;
    let kind = if random.chance(0.94) { "CUSTOMER" } else { *random.pick(&["PARTNER", "OTHER"]) };
    let mut values = vec![(REGION_FIELD, FieldValue::Item(FIRST_REGION + u32::try_from(region).unwrap_or(0)))];
    if random.chance(0.8) {
        values.push((SOURCE_FIELD, FieldValue::Item(FIRST_SOURCE + random.below(6))));
    }
    let counted = random.chance(0.85);
    if counted {
        values.push((EMPLOYEES_FIELD, FieldValue::Integer(employees)));
    }
    let author = owner.map_or(1, |worker| worker.id);
    let words = &mut records.words;
    Company {
        id,
        title: title.text.into(),
        type_id: words.intern(kind),
        industry: if random.chance(0.95) { words.intern(industry) } else { words.intern("") },
        employees: if counted { words.intern(size) } else { words.intern("") },
        revenue,
        currency: words.intern("RUB"),
        address: words.intern(city),
        comments: "".into(),
        points: points(random, making, id),
        assigned_by: owner.map_or(0, |worker| worker.id),
        created_by: author,
        modified_by: author,
        created_at,
        modified_at: created_at + (making.now - created_at) / 1_000 * i64::from(random.below(1_000)),
        last_activity_at: 0,
        opened: true,
        is_my_company: false,
        user_values: values.into(),
    }
}

/// Phones of an area code nobody has, addresses of a domain nobody has.
fn points(random: &mut Random, making: &Making, id: u32) -> Box<[ContactPoint]> {
    let mut points = Vec::new();
    if random.chance(0.9) {
        points.push(ContactPoint { kind: ContactPointKind::Phone, value: phone(random).into() });
    }
    if making.plan.rich && random.chance(0.6) {
        let value = format!("info@client{id}.example").into();
        points.push(ContactPoint { kind: ContactPointKind::Email, value });
    }
    points.into()
}

/// A number of the invented code 000.
pub(super) fn phone(random: &mut Random) -> String {
    let number = digits(random, 7);
    format!("+7000{number}")
}

fn add_requisite(records: &mut Records, random: &mut Random, company: u32, title: &Title, created_at: i64) {
    let missing = random.chance(0.05);
    let blank = random.chance(0.02);
    let inn = inn(random, title.sole_trader);
    let kpp = format!("{}01001", &inn[..4]);
    let ogrn = digits(random, if title.sole_trader { 15 } else { 13 });
    if missing {
        return;
    }
    let name = records.words.intern(if title.sole_trader { "ИП" } else { "Организация" });
    records.requisites.insert(Requisite {
        id: records.requisites.next_id(),
        entity_type: COMPANY,
        entity_id: company,
        name,
        preset_id: if title.sole_trader { 2 } else { 1 },
        inn: if blank { "".into() } else { inn.into() },
        kpp: if blank || title.sole_trader { "".into() } else { kpp.into() },
        ogrn: ogrn.into(),
        company_name: title.text.as_str().into(),
        created_at,
        modified_at: created_at,
    });
}

/// Adds contacts, the first of each company before the second of any.
pub(super) fn add_contacts(records: &mut Records, making: &Making) {
    let mut random = making.random("contacts");
    let companies = making.plan.companies.max(1);
    for number in 0..making.plan.contacts {
        // Steps of 7 through the companies leave some without a contact and give some two.
        let company = (number.wrapping_mul(7) % companies) + 1;
        let Some(owner) = records.companies.get(company).map(|row| (row.assigned_by, row.created_at)) else { return };
        let contact = contact(records, &mut random, number + 1, company, owner);
        records.contacts.insert(contact);
    }
}

fn contact(records: &mut Records, random: &mut Random, id: u32, company: u32, owner: (u32, i64)) -> Contact {
    let family = random.pick(&FAMILIES);
    let father = random.pick(&MEN);
    let (name, last_name, second_name) = if random.chance(0.5) {
        (*random.pick(&WOMEN), family.1, father.2)
    } else {
        (random.pick(&MEN).0, family.0, father.1)
    };
    let post = *random.pick(&POSTS);
    Contact {
        id,
        name: name.into(),
        last_name: last_name.into(),
        second_name: second_name.into(),
        post: records.words.intern(post),
        company_id: company,
        points: Box::new([ContactPoint { kind: ContactPointKind::Phone, value: phone(random).into() }]),
        assigned_by: owner.0,
        created_by: owner.0.max(1),
        created_at: owner.1,
        modified_at: owner.1,
    }
}
