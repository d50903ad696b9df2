//! Believable rows of a portal, the same in every run: ten deals and forty activities for each company, of 200 people.

use domain::activity::period::Month;
use domain::activity::plan::{Rate, Span};
use domain::day::{Day, Millis};
use domain::directory::{Department, Person};
use domain::ids::{CompanyId, DealId, DepartmentId, PersonId, PortalId};
use domain::money::{Amount, Currency, CurrencyCode, PARTS};
use domain::progress::Phase;
use server::app::App;
use store::{ActivityRow, CallRow, CompanyRow, ContactRow, DealRow, NewPortal, Owner, OwnerType, PipelineRow};
use store::{PlanCell, PlanChange, PlanKind, Portal, StageRow, Tx};

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;
pub(crate) const PEOPLE: i64 = 200;
const DEPARTMENTS: i64 = 12;
const PIPELINES: i64 = 8;
/// How far back activities reach.
const DAYS: i64 = 700;
/// Companies that are stored at once, with all that belongs to as many.
const AT_ONCE: i64 = 500;

/// How large a portal is.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    /// Companies, and as many contacts.
    pub(crate) companies: i64,
}

impl Size {
    /// Deals.
    pub(crate) fn deals(self) -> i64 {
        self.companies * 10
    }

    /// Activities; three of five are calls that telephony knows.
    pub(crate) fn activities(self) -> i64 {
        self.companies * 40
    }
}

/// A portal of this size with its days counted, as after a first reading.
pub(crate) async fn fill(app: &App, name: &str, size: Size) -> Portal {
    let now = app.clock.now();
    let mut tx = app.store.begin().await.unwrap();
    let portal = tx.portals().install(&new_portal(name)).await.unwrap().id;
    directory(&mut tx, portal).await;
    plans(&mut tx, portal, now).await;
    tx.portals().set_phase(portal, Phase::Ready, None).await.unwrap();
    tx.commit().await.unwrap();
    let mut rows = Rows { size, now, random: Random(1) };
    for from in (0..size.companies).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let companies = from + 1..=(from + AT_ONCE).min(size.companies);
        let mut tx = app.store.begin().await.unwrap();
        rows.store(&mut tx, portal, &companies.collect::<Vec<_>>()).await;
        tx.portals().bump_revision(portal, now).await.unwrap();
        tx.commit().await.unwrap();
    }
    let found = app.store.find_portal(portal).await.unwrap().unwrap();
    app.boards.recount(&found, &app.changes).await.unwrap();
    found
}

async fn directory(tx: &mut Tx, portal: PortalId) {
    tx.people(portal).upsert(&(1..=PEOPLE).map(person).collect::<Vec<_>>()).await.unwrap();
    tx.departments(portal).replace(&(1..=DEPARTMENTS).map(department).collect::<Vec<_>>()).await.unwrap();
    let pipeline =
        |id| PipelineRow { id, name: format!("Направление {id}"), sort: i32::try_from(id).unwrap() };
    let mut dictionaries = tx.dictionaries(portal);
    dictionaries.replace_pipelines(&(0..PIPELINES).map(pipeline).collect::<Vec<_>>()).await.unwrap();
    dictionaries.replace_stages(&stages()).await.unwrap();
    let rub =
        Currency { code: CurrencyCode("RUB".to_owned()), rate: Amount(PARTS), rate_units: 1, base: true, rated: None };
    dictionaries.replace_currencies(&[rub]).await.unwrap();
}

/// A plan of every month for everybody, and single days that differ.
async fn plans(tx: &mut Tx, portal: PortalId, now: Millis) {
    let month = Month::of(Day(i32::try_from(now.0 / DAY).unwrap()));
    let after = Rate { calls: Some(25), meetings: Some(1) };
    let mut cells = Vec::new();
    for person in (1..=PEOPLE).map(PersonId) {
        let months = (month.0 - 12..=month.0 + 12).map(|month| Span::Month(Month(month)));
        let days = month.days().take(5).map(Span::Day);
        cells.extend(months.chain(days).map(|span| PlanCell { person, span, before: Rate::default(), after }));
    }
    let revision = tx.portals().bump_revision(portal, now).await.unwrap();
    let change = PlanChange { id: revision, author: PersonId(1), made: now, kind: PlanKind::Fill, undone: None, cells };
    tx.activity_setup(portal).change_plans(&change).await.unwrap();
    tx.activity_setup(portal).note_setup(revision).await.unwrap();
}

/// What records are made of.
struct Rows {
    size: Size,
    now: Millis,
    random: Random,
}

impl Rows {
    /// Stores these companies and as much of everything else as their share is.
    async fn store(&mut self, tx: &mut Tx, portal: PortalId, companies: &[i64]) {
        let share = |each: i64| companies.iter().flat_map(move |id| (id - 1) * each + 1..=id * each);
        let rows: Vec<_> = companies.iter().map(|id| self.company(*id)).collect();
        tx.companies(portal).upsert(&rows).await.unwrap();
        let rows: Vec<_> = companies.iter().map(|id| self.contact(*id)).collect();
        tx.contacts(portal).upsert(&rows).await.unwrap();
        let rows: Vec<_> = share(10).map(|id| self.deal(id)).collect();
        tx.deals(portal).upsert(&rows).await.unwrap();
        let rows: Vec<_> = share(40).map(|id| self.activity(id)).collect();
        let calls: Vec<_> = rows.iter().filter(|row| row.kind == store::KIND_CALL).map(|row| self.call(row)).collect();
        tx.activities(portal).upsert(&rows).await.unwrap();
        tx.calls(portal).upsert(&calls).await.unwrap();
    }

    fn company(&mut self, id: i64) -> CompanyRow {
        CompanyRow {
            id: CompanyId(id),
            title: format!("ООО «Клиент {id}»"),
            responsible: Some(self.somebody()),
            sector_key: Some(format!("S{}", self.random.below(12))),
            revenue: None,
            currency: CurrencyCode("RUB".to_owned()),
            employees: None,
            created: Millis(self.now.0 - self.random.below(DAYS) * DAY),
            modified: self.now,
            ..CompanyRow::default()
        }
    }

    fn contact(&mut self, id: i64) -> ContactRow {
        let name = format!("Имя Фамилия {id}");
        ContactRow { id, company: Some(self.some_company()), name, created: self.now, modified: self.now }
    }

    fn deal(&mut self, id: i64) -> DealRow {
        let pipeline = self.random.below(PIPELINES);
        let modified = Millis(self.now.0 - self.random.below(400) * DAY);
        DealRow {
            id: DealId(id),
            title: format!("Сделка {id}"),
            company: Some(self.some_company()),
            responsible: Some(self.somebody()),
            pipeline,
            stage_id: format!("C{pipeline}:{}", self.random.below(4)),
            direction_item: None,
            amount: Amount::units(1_000 + self.random.below(900_000)),
            currency: CurrencyCode("RUB".to_owned()),
            created: modified,
            modified,
            modified_day: Day(i32::try_from(modified.0 / DAY).unwrap()),
            closed: false,
            ..DealRow::default()
        }
    }

    /// Of a hundred activities 62 are calls, nine meetings, the others letters; of ten, five belong to a company, three to
    /// a deal, two to a contact.
    fn activity(&mut self, id: i64) -> ActivityRow {
        let kind = match self.random.below(100) {
            0..62 => store::KIND_CALL,
            62..71 => store::KIND_MEETING,
            _ => 4,
        };
        let owner = match self.random.below(10) {
            0..5 => Owner { kind: OwnerType::COMPANY, id: self.some_company().0 },
            5..8 => Owner { kind: OwnerType::DEAL, id: 1 + self.random.below(self.size.deals()) },
            _ => Owner { kind: OwnerType::CONTACT, id: 1 + self.random.below(self.size.companies) },
        };
        let day = self.now.0 / DAY - self.random.below(DAYS);
        let at = Millis(day * DAY + (6 + self.random.below(11)) * HOUR + self.random.below(HOUR));
        ActivityRow {
            id,
            kind,
            provider: if kind == store::KIND_CALL { "VOXIMPLANT_CALL" } else { "" }.to_owned(),
            direction: 2,
            completed: true,
            responsible: Some(self.somebody()),
            owner: Some(owner),
            at,
            day: Day(i32::try_from(day).unwrap()),
            subject: String::new(),
            created: at,
            modified: at,
        }
    }

    /// What telephony knows of a call.
    fn call(&mut self, activity: &ActivityRow) -> CallRow {
        let of_deal = activity.owner.is_some_and(|owner| owner.kind == OwnerType::DEAL);
        CallRow {
            id: activity.id,
            call_id: format!("call.{}", activity.id),
            person: activity.responsible,
            kind: if self.random.below(10) < 7 { 1 } else { 2 },
            phone: format!("+7999{:07}", self.random.below(10_000_000)),
            duration_s: i32::try_from(self.random.below(200)).unwrap(),
            started: activity.at,
            day: activity.day,
            failed_code: store::SUCCESS_CODE.to_owned(),
            entity: activity.owner.filter(|_| !of_deal),
            activity_id: Some(activity.id),
        }
    }

    fn somebody(&mut self) -> PersonId {
        PersonId(1 + self.random.below(PEOPLE))
    }

    fn some_company(&mut self) -> CompanyId {
        CompanyId(1 + self.random.below(self.size.companies))
    }
}

fn new_portal(name: &str) -> NewPortal {
    NewPortal {
        member_id: format!("bench-{name}"),
        domain: format!("{name}.example"),
        client_endpoint: format!("https://{name}.example/rest/"),
        oauth_origin: "https://oauth.bitrix.info/".to_owned(),
        status: "L".to_owned(),
        language: "ru".to_owned(),
        scope: "crm".to_owned(),
        zone: "+03:00".to_owned(),
        installer: PersonId(1),
    }
}

fn person(id: i64) -> Person {
    Person {
        id: PersonId(id),
        name: format!("Имя{id}"),
        last_name: format!("Фамилия{id}"),
        position: String::new(),
        active: true,
        departments: vec![DepartmentId(1 + id % DEPARTMENTS)],
    }
}

fn department(id: i64) -> Department {
    Department {
        id: DepartmentId(id),
        name: format!("Отдел {id}"),
        parent: (id > 1).then_some(DepartmentId(1)),
        head: Some(PersonId(id)),
        sort: 0,
    }
}

/// Four stages of each pipeline: two in work, won, lost.
fn stages() -> Vec<StageRow> {
    let of = |pipeline: i64, at: i32, semantics: &str| StageRow {
        stage_id: format!("C{pipeline}:{at}"),
        pipeline,
        name: format!("Стадия {at}"),
        sort: at,
        semantics: semantics.to_owned(),
    };
    let each = |pipeline| [(0, "P"), (1, "P"), (2, "S"), (3, "F")].map(|(at, semantics)| of(pipeline, at, semantics));
    (0..PIPELINES).flat_map(each).collect()
}

/// A small generator of repeatable numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        i64::try_from((mixed ^ (mixed >> 31)) % bound.unsigned_abs()).unwrap()
    }
}
