//! Twelve departments in a tree with heads, and the people in them.

use std::collections::HashSet;

use super::Plan;
use super::names::{FAMILIES, MEN, WOMEN};
use super::staff::{Role, Staff, Worker};
use crate::dataset::days::{DAY, Days};
use crate::dataset::random::{Random, Weights};
use crate::model::{Department, Records, User};

struct Place {
    name: &'static str,
    /// Number of the parent department; 0 for the root.
    parent: u32,
    role: Role,
    /// People of eighty.
    weight: f64,
    head: &'static str,
    post: &'static str,
}

const fn place(
    name: &'static str,
    parent: u32,
    role: Role,
    weight: f64,
    head: &'static str,
    post: &'static str,
) -> Place {
    Place { name, parent, role, weight, head, post }
}

const PLACES: [Place; 12] = [
    place("ГК «Светлогор»", 0, Role::Office, 2.0, "Генеральный директор", "Помощник директора"),
    place("Коммерческая дирекция", 1, Role::Office, 2.0, "Коммерческий директор", "Аналитик"),
    place("Отдел продаж «Север»", 2, Role::Sales, 9.0, "Начальник отдела", "Менеджер по продажам"),
    place("Отдел продаж «Юг»", 2, Role::Sales, 9.0, "Начальник отдела", "Менеджер по продажам"),
    place("Отдел продаж «Урал»", 2, Role::Sales, 9.0, "Начальник отдела", "Менеджер по продажам"),
    place("Отдел продаж «Сибирь»", 2, Role::Sales, 9.0, "Начальник отдела", "Менеджер по продажам"),
    place("Отдел ключевых клиентов", 2, Role::Sales, 7.0, "Руководитель отдела", "Старший менеджер"),
    place("Сервисный центр", 1, Role::Service, 9.0, "Руководитель сервиса", "Сервисный инженер"),
    place("Служба монтажа", 8, Role::Mounting, 8.0, "Начальник службы", "Инженер-монтажник"),
    place("Учебный центр", 1, Role::Training, 5.0, "Руководитель центра", "Методист"),
    place("Маркетинг", 2, Role::Office, 5.0, "Руководитель маркетинга", "Маркетолог"),
    place("Администрация", 1, Role::Office, 6.0, "Административный директор", "Специалист"),
];

/// Adds departments and people; every ninth who is no head has been dismissed.
pub(super) fn add(records: &mut Records, days: &Days, plan: &Plan) -> Staff {
    let mut random = Random::new(plan.seed, "people");
    let mut names = HashSet::new();
    let shares = Weights::new(PLACES.iter().map(|place| place.weight)).share(plan.people);
    let mut staff = Staff::default();
    let mut ordinary = 0_u32;
    for ((number, place), share) in (1_u32..).zip(&PLACES).zip(shares) {
        let head = records.users.next_id();
        records.departments.insert(Department {
            id: number,
            name: place.name.into(),
            sort: 100 * i32::try_from(number).expect("twelve departments"),
            parent: place.parent,
            head,
        });
        let mut workers = Vec::new();
        for seat in 0..share.max(1) {
            ordinary += u32::from(seat > 0);
            let dismissed = seat > 0 && ordinary.is_multiple_of(8);
            let random = &mut random.fork();
            let worker = worker(random, days, records.users.next_id(), workers.len(), number, dismissed);
            let user = user(random, &mut names, &worker, place, seat == 0, days);
            records.users.insert(user);
            workers.push(worker);
        }
        staff.departments.push((place.role, workers));
    }
    staff
}

fn worker(random: &mut Random, days: &Days, id: u32, seat: usize, department: u32, dismissed: bool) -> Worker {
    let today = days.len() - 1;
    let since = |random: &mut Random, ago_low: u32, ago_high: u32| {
        let ago = random.between(ago_low, ago_high) as usize;
        days.moment(random, today - ago, today - ago + 3)
    };
    let veteran = seat == 0 || random.chance(0.6);
    let hired_at = if veteran { since(random, 1_000, 1_800) } else { since(random, 240, 720) };
    let left_at = if dismissed { since(random, 20, 230) } else { i64::MAX };
    let diligence = (0.72 + random.bell() * 0.22).clamp(0.2, 1.0);
    Worker { id, department: department as usize - 1, hired_at, left_at, diligence }
}

fn user(
    random: &mut Random,
    names: &mut HashSet<(&'static str, &'static str)>,
    worker: &Worker,
    place: &Place,
    head: bool,
    days: &Days,
) -> User {
    let woman = random.chance(0.46);
    let (name, last_name) = loop {
        let family = random.pick(&FAMILIES);
        let full = if woman { (*random.pick(&WOMEN), family.1) } else { (random.pick(&MEN).0, family.0) };
        if names.insert(full) {
            break full;
        }
    };
    let father = random.pick(&MEN);
    let active = worker.left_at == i64::MAX;
    let now = days.moment(random, days.len() - 1, days.len() - 1);
    User {
        id: worker.id,
        active,
        // The director and the head of the administration run the portal.
        admin: head && matches!(worker.department, 0 | 11),
        name: name.into(),
        last_name: last_name.into(),
        second_name: if woman { father.2 } else { father.1 }.into(),
        gender: Some(if woman { 'F' } else { 'M' }),
        email: format!("sotrudnik{}@example.com", worker.id).into(),
        work_position: if head { place.head } else { place.post }.into(),
        phone_inner: (100 + worker.id).to_string().into(),
        departments: Box::new([u32::try_from(worker.department + 1).expect("twelve departments")]),
        registered_at: worker.hired_at,
        last_activity_at: if active { now } else { worker.left_at },
        modified_at: if active { now - DAY } else { worker.left_at },
    }
}
