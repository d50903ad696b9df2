//! Rights: whatever the organisation and the role, no answer holds a company outside the viewer's scope.
//!
//! Two hundred random organisations are put into one database, each a portal of its own; a viewer of each asks
//! everything there is to ask. Who may see what is computed here a second time, from the tree itself.

use crate::world::{Database, on_both};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use calamine::{Reader as _, Xlsx};
use domain::activity::rights::{RightSet, Sees, Subject};
use domain::day::{Day, Millis};
use domain::directory::{Department, Person};
use domain::ids::{CompanyId, DealId, DepartmentId, PersonId, PortalId};
use domain::money::{Amount, CurrencyCode};
use domain::progress::Phase;
use domain::report::changes::TableChanges;
use domain::report::table::ReportTable;
use domain::report::window::ReportPage;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use server::app::App;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use store::{ActivityRow, CompanyRow, DealRow, NewPortal, Owner, OwnerType, Touched};
use tower::ServiceExt as _;

on_both!(no_answer_holds_a_company_outside_the_scope);

const ORGANISATIONS: usize = 200;
const NOW: Millis = Millis(1_700_000_000_000);

/// Departments are numbered from 1: parent (itself for the root, anything for the rest), head. People from 1: departments.
/// Companies from 1: responsible, 0 for nobody. What was given to whom: a later gift replaces an earlier one.
#[derive(Clone, Debug)]
struct Organisation {
    departments: Vec<(i64, i64)>,
    people: Vec<Vec<i64>>,
    companies: Vec<i64>,
    given: Vec<(Subject, Sees)>,
    viewer: i64,
    admin: bool,
}

fn organisation() -> impl Strategy<Value = Organisation> {
    use proptest::collection::vec;
    let departments = vec((0_i64..7, 0_i64..8), 1..7);
    let people = vec(vec(1_i64..8, 0..3), 1..8);
    let companies = vec(0_i64..9, 1..14);
    let subject = (proptest::bool::ANY, 1_i64..9).prop_map(|(person, id)| match person {
        true => Subject::Person(PersonId(id)),
        false => Subject::Department(DepartmentId(id)),
    });
    let sees = (0_usize..3).prop_map(|at| [Sees::Own, Sees::Departments, Sees::All][at]);
    let given = vec((subject, sees), 2..12);
    (departments, people, companies, given, 1_i64..9, proptest::bool::weighted(0.1)).prop_map(
        |(departments, people, companies, given, viewer, admin)| Organisation {
            departments,
            people,
            companies,
            given,
            viewer,
            admin,
        },
    )
}

/// A set of rights that differs from others in what is seen.
fn seeing(sees: Sees) -> RightSet {
    RightSet { sees, ..RightSet::EMPLOYEE }
}

impl Organisation {
    fn departments_of(&self, person: i64) -> &[i64] {
        usize::try_from(person - 1).ok().and_then(|at| self.people.get(at)).map_or(&[], Vec::as_slice)
    }

    /// A department and those above it; a circle of parents ends after as many steps as there are departments.
    fn upwards(&self, department: i64) -> Vec<i64> {
        let parent = |at: i64| usize::try_from(at - 1).ok().and_then(|at| self.departments.get(at)).map(|one| one.0);
        std::iter::successors(Some(department), |at| parent(*at)).take(self.departments.len() + 1).collect()
    }

    fn heads(&self, department: i64) -> bool {
        usize::try_from(department - 1)
            .ok()
            .and_then(|at| self.departments.get(at))
            .is_some_and(|one| one.1 == self.viewer)
    }

    fn last_given(&self, wanted: Subject) -> Option<Sees> {
        self.given.iter().rev().find(|(subject, _)| *subject == wanted).map(|(_, sees)| *sees)
    }

    /// How much the viewer sees: as given to them, to a department of theirs or the nearest above it, or by their place.
    fn sees(&self) -> Sees {
        let to_department = |id: i64| self.last_given(Subject::Department(DepartmentId(id)));
        let above = |department: &i64| self.upwards(*department).into_iter().find_map(to_department);
        let heads_any = (1..).zip(&self.departments).any(|(id, _)| self.heads(id));
        match self.last_given(Subject::Person(PersonId(self.viewer))) {
            _ if self.admin => Sees::All,
            Some(given) => given,
            None => self.departments_of(self.viewer).iter().find_map(above).unwrap_or(match heads_any {
                true => Sees::Departments,
                false => Sees::Own,
            }),
        }
    }

    /// Companies the viewer may see.
    fn visible(&self) -> BTreeSet<i64> {
        let sees = self.sees();
        let heads_any = (1..).zip(&self.departments).any(|(id, _)| self.heads(id));
        let own = self.departments_of(self.viewer);
        // A head reaches down from what they head, anybody else from where they belong.
        let is_root = |department: &i64| if heads_any { self.heads(*department) } else { own.contains(department) };
        let is_reached = |department: &i64| self.upwards(*department).iter().any(is_root);
        let is_mine = |person: i64| match sees {
            Sees::All => true,
            Sees::Own => person == self.viewer,
            Sees::Departments => person == self.viewer || self.departments_of(person).iter().any(is_reached),
        };
        let companies = (1..).zip(&self.companies);
        let seen = companies.filter(|(_, person)| is_mine(**person) && (**person != 0 || sees == Sees::All));
        seen.map(|(id, _)| id).collect()
    }

    async fn store(&self, app: &App, number: usize) -> PortalId {
        let mut tx = app.store.begin().await.unwrap();
        let portal = tx.portals().install(&new_portal(number)).await.unwrap().id;
        tx.portals().set_phase(portal, Phase::Ready, None).await.unwrap();
        let departments: Vec<Department> = (1..)
            .zip(&self.departments)
            .map(|(id, (parent, head))| Department {
                id: DepartmentId(id),
                name: format!("Отдел {id}"),
                parent: (*parent != 0).then_some(DepartmentId(*parent)),
                head: (*head != 0).then_some(PersonId(*head)),
                sort: 0,
            })
            .collect();
        tx.departments(portal).replace(&departments).await.unwrap();
        let people: Vec<Person> = (1..)
            .zip(&self.people)
            .map(|(id, departments)| Person {
                id: PersonId(id),
                name: "Имя".to_owned(),
                last_name: format!("Фамилия{id}"),
                position: String::new(),
                active: true,
                departments: departments.iter().copied().map(DepartmentId).collect(),
            })
            .collect();
        tx.people(portal).upsert(&people).await.unwrap();
        let companies: Vec<CompanyRow> = (1..).zip(&self.companies).map(|(id, person)| company(id, *person)).collect();
        tx.companies(portal).upsert(&companies).await.unwrap();
        let ids = || 1..=i64::try_from(self.companies.len()).unwrap();
        tx.deals(portal).upsert(&ids().map(deal).collect::<Vec<_>>()).await.unwrap();
        tx.activities(portal).upsert(&ids().map(meeting).collect::<Vec<_>>()).await.unwrap();
        for (subject, sees) in &self.given {
            tx.rights(portal).give(*subject, Some(seeing(*sees)), (PersonId(1), NOW)).await.unwrap();
        }
        tx.commit().await.unwrap();
        portal
    }
}

fn new_portal(number: usize) -> NewPortal {
    NewPortal {
        member_id: format!("member{number}"),
        domain: format!("p{number}.example"),
        client_endpoint: format!("https://p{number}.example/rest/"),
        oauth_origin: "https://oauth.bitrix.info/".to_owned(),
        status: "L".to_owned(),
        language: "ru".to_owned(),
        scope: "crm".to_owned(),
        zone: "+03:00".to_owned(),
        installer: PersonId(1),
    }
}

fn title(id: i64) -> String {
    format!("Тайная компания №{id}.")
}

fn company(id: i64, person: i64) -> CompanyRow {
    CompanyRow {
        id: CompanyId(id),
        title: title(id),
        responsible: (person != 0).then_some(PersonId(person)),
        created: NOW,
        modified: NOW,
        ..CompanyRow::default()
    }
}

fn deal(id: i64) -> DealRow {
    DealRow {
        id: DealId(id),
        title: format!("Сделка: {}", title(id)),
        company: Some(CompanyId(id)),
        amount: Amount::units(id),
        currency: CurrencyCode("RUB".to_owned()),
        modified: NOW,
        modified_day: Day(19_675),
        ..DealRow::default()
    }
}

fn meeting(id: i64) -> ActivityRow {
    ActivityRow {
        id,
        kind: 1,
        provider: String::new(),
        direction: 0,
        completed: true,
        responsible: None,
        owner: Some(Owner { kind: OwnerType::COMPANY, id }),
        at: NOW,
        day: Day(19_675),
        subject: format!("Встреча: {}", title(id)),
        created: NOW,
        modified: NOW,
    }
}

struct Asking<'a> {
    app: &'a App,
    router: axum::Router,
    token: String,
}

impl Asking<'_> {
    async fn get(&self, path: &str) -> (StatusCode, Vec<u8>, BTreeMap<String, String>) {
        let request = Request::builder().method(Method::GET).uri(format!("/api/{path}"));
        let request = request.header("authorization", format!("Bearer {}", self.token)).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("").to_owned())).collect();
        let body = axum::body::to_bytes(response.into_body(), 10_000_000).await.unwrap();
        (status, body.to_vec(), headers)
    }

    /// Companies of a window of everything.
    async fn window(&self) -> BTreeSet<i64> {
        let (status, body, _) = self.get("report?limit=500").await;
        assert_eq!(status, StatusCode::OK);
        let page: ReportPage = serde_json::from_slice(&body).unwrap();
        page.window.rows.iter().map(|row| row.id.0).collect()
    }

    /// Every text that is answered and could name a company, for all of `companies`.
    async fn texts(&self, companies: usize) -> Vec<String> {
        let mut texts = Vec::new();
        let mut paths: Vec<String> = [
            "report?limit=500&directory=1",
            "report?limit=500&sort=-work&state=free,work,suspended,failed,preparation",
            "report?q=%D1%82%D0%B0%D0%B9%D0%BD",
            "report/overdue",
            "report/total?of=active",
            "report/total?of=work&overdue=1",
            "report/export?format=csv&columns=title,id",
            "summary",
            "settings",
            "views",
            "progress",
        ]
        .map(str::to_owned)
        .into();
        for id in 0..=companies + 1 {
            paths.push(format!("report/deals?company={id}"));
            paths.push(format!("report/timeline?company={id}"));
            paths.push(format!("report/company?id={id}"));
        }
        for path in paths {
            let (status, body, _) = self.get(&path).await;
            assert!(status == StatusCode::OK || status == StatusCode::NOT_FOUND, "{path}: {status}");
            texts.push(String::from_utf8_lossy(&body).into_owned());
        }
        texts
    }

    async fn exported(&self) -> BTreeSet<i64> {
        let (status, body, _) = self.get("report/export?format=xlsx&columns=title,id").await;
        assert_eq!(status, StatusCode::OK);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(body)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let known = (1..100).map(|id| (title(id), id)).collect::<BTreeMap<_, _>>();
        sheet.rows().filter_map(|row| known.get(&row[0].to_string()).copied()).collect()
    }

    async fn table(&self) -> (ReportTable, String, String) {
        let (_, body, headers) = self.get("report/table").await;
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &body[..], &mut plain).unwrap();
        (postcard::from_bytes(&plain).unwrap(), headers["x-revision"].clone(), headers["x-basis"].clone())
    }

    /// Every company changes hands or name; what an open page is told leads to exactly what the viewer may see now.
    async fn live(&self, organisation: &mut Organisation, portal: PortalId) {
        let (mut table, revision, basis) = self.table().await;
        assert_eq!(table.ids().map(|id| id.0).collect::<BTreeSet<_>>(), organisation.visible());
        organisation.companies.rotate_right(1);
        let mut tx = self.app.store.begin().await.unwrap();
        let companies: Vec<CompanyRow> =
            (1..).zip(&organisation.companies).map(|(id, person)| company(id, *person)).collect();
        tx.companies(portal).upsert(&companies).await.unwrap();
        let revision_now = tx.portals().bump_revision(portal, NOW).await.unwrap();
        let touched = companies.iter().map(|company| company.id).collect();
        tx.touched(portal).note(revision_now, &Touched::Companies(touched)).await.unwrap();
        tx.commit().await.unwrap();
        let (status, body, _) = self.get(&format!("report/changes?since={revision}&basis={basis}")).await;
        assert_eq!(status, StatusCode::OK);
        let visible = organisation.visible();
        match postcard::from_bytes(&body).unwrap() {
            TableChanges::Everything => {}
            TableChanges::Companies(patch) => {
                assert!(patch.companies.iter().all(|one| one.id.0 == 0 || visible.contains(&one.id.0)));
                table.apply(patch).unwrap();
                assert_eq!(table.ids().map(|id| id.0).collect::<BTreeSet<_>>(), visible);
            }
        }
        assert_eq!(self.window().await, visible);
    }
}

/// What the viewer may see changes hands, too: from the next answer on nothing else is told.
async fn rights_change(asking: &Asking<'_>, organisation: &mut Organisation, portal: PortalId) {
    let (_, revision, basis) = asking.table().await;
    let before = organisation.visible();
    for sees in [Sees::All, Sees::Own, Sees::Departments] {
        let viewer = Subject::Person(PersonId(organisation.viewer));
        organisation.given.push((viewer, sees));
        let mut tx = asking.app.store.begin().await.unwrap();
        tx.rights(portal).give(viewer, Some(seeing(sees)), (PersonId(1), NOW)).await.unwrap();
        let revision = tx.portals().bump_revision(portal, NOW).await.unwrap();
        tx.touched(portal).note(revision, &Touched::Companies(Vec::new())).await.unwrap();
        tx.activity_setup(portal).note_setup(revision).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(asking.window().await, organisation.visible(), "{sees:?} {organisation:?}");
    }
    if before != organisation.visible() {
        let (_, body, _) = asking.get(&format!("report/changes?since={revision}&basis={basis}")).await;
        assert_eq!(postcard::from_bytes::<TableChanges>(&body).unwrap(), TableChanges::Everything, "{organisation:?}");
    }
}

async fn no_answer_holds_a_company_outside_the_scope(database: Database) {
    let app = crate::world::app_alone(&database).await;
    let router = server::http::router(&app);
    let mut chance = TestRunner::deterministic();
    let (mut narrow, mut wide, mut given) = (0, 0, 0);
    for number in 0..ORGANISATIONS {
        let mut organisation = organisation().new_tree(&mut chance).unwrap().current();
        let portal = organisation.store(&app, number).await;
        let token = app.sessions.issue(portal, 1, PersonId(organisation.viewer), organisation.admin, app.clock.now());
        let asking = Asking { app: &app, router: router.clone(), token };
        let visible = organisation.visible();
        assert_eq!(asking.window().await, visible, "{organisation:?}");
        assert_eq!(asking.exported().await, visible, "{organisation:?}");
        let texts = asking.texts(organisation.companies.len()).await;
        for id in (1..).take(organisation.companies.len()).filter(|id| !visible.contains(id)) {
            assert!(texts.iter().all(|text| !text.contains(&title(id))), "{id} of {organisation:?}");
        }
        let all = texts.concat();
        assert!(visible.iter().all(|id| all.contains(&title(*id))));
        asking.live(&mut organisation, portal).await;
        narrow += usize::from(visible.is_empty());
        wide += usize::from(!organisation.admin && visible.len() > 2);
        let plain = Organisation { given: Vec::new(), ..organisation.clone() };
        given += usize::from(organisation.visible() != plain.visible());
        rights_change(&asking, &mut organisation, portal).await;
    }
    // The organisations are no formality: some viewers see nothing, many see several people's companies, and what was given
    // changes much.
    assert!(narrow > 10 && wide > 10 && given > 20, "{narrow} {wide} {given}");
    app.finish().await;
}
