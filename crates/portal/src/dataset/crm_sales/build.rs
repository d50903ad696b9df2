//! Published rows turned into the records of an English portal.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::rows::{Opportunity, Published, Stage};
use crate::dataset::days::{MINUTE, day_number, start_of};
use crate::dataset::reference::{add_english_lists, add_list, add_pipeline, dollar_currencies};
use crate::model::{
    Company, Deal, Department, EnumerationItem, FieldValue, Records, StageSemantics, User, UserField, UserFieldKind,
};

const EMPLOYEES_FIELD: u32 = 101;
const ESTABLISHED_FIELD: u32 = 102;
const PARENT_FIELD: u32 = 103;
const PRODUCT_FIELD: u32 = 201;
/// Enumeration item of the first product; the others follow.
const FIRST_PRODUCT: u32 = 301;
/// The administrator, who sells nothing.
const ADMIN: u32 = 1;
const FIRST_MANAGER: u32 = 2;

/// Turns published rows into records. Times are the published days, in UTC; nothing is moved to the present.
pub(super) fn records(published: &Published) -> Records {
    let mut records = Records::new(TimeZone::UTC);
    records.card.title = "Sales".into();
    records.card.language = "en".into();
    records.card.license = "en_pro100".into();
    records.calendar.year_holidays = vec![(1, 1), (4, 7), (25, 12)];
    records.currencies = dollar_currencies();
    let stages = [
        ("NEW", "Prospecting", "#39A8EF", StageSemantics::Process),
        ("ENGAGING", "Engaging", "#47E4C2", StageSemantics::Process),
        ("WON", "Won", "#7BD500", StageSemantics::Success),
        ("LOSE", "Lost", "#FF5752", StageSemantics::Failure),
    ];
    add_pipeline(&mut records, 0, "General", &stages);
    add_english_lists(&mut records);
    add_list(&mut records, "INDUSTRY", sectors(published).map(|sector| (sector_key(sector), sector)));
    records.company_fields = company_fields();
    records.deal_fields = vec![product_field(published)];
    let days = published.opportunities.iter().flat_map(|row| [row.engaged, row.closed]).flatten();
    let (first, last) = days.fold((Date::MAX, Date::MIN), |(low, high), day| (low.min(day), high.max(day)));
    let (first, last) = if first > last { (Date::ZERO, Date::ZERO) } else { (first, last) };
    add_people(&mut records, published, at(first, 8));
    add_companies(&mut records, published, first);
    add_deals(&mut records, published, last);
    records
}

/// An hour of a published day, UTC ms.
fn at(day: Date, hour: i64) -> i64 {
    start_of(day, &TimeZone::UTC) + hour * 60 * MINUTE
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("the published files have a few thousand rows")
}

/// Sectors in the order of their first account, exactly as written.
fn sectors(published: &Published) -> impl Iterator<Item = &str> {
    let names = published.accounts.iter().map(|account| account.sector.as_str());
    let first = move |(place, name): &(usize, &str)| {
        !name.is_empty() && !published.accounts[..*place].iter().any(|earlier| earlier.sector == *name)
    };
    names.enumerate().filter(first).map(|(_, name)| name)
}

fn sector_key(sector: &str) -> String {
    sector.to_uppercase().replace(' ', "_")
}

fn user_field(id: u32, name: &str, kind: UserFieldKind, label_ru: &str, label_en: &str) -> UserField {
    UserField {
        id,
        field_name: name.into(),
        kind,
        multiple: false,
        mandatory: false,
        sort: 100,
        label_ru: label_ru.into(),
        label_en: label_en.into(),
        items: Vec::new(),
    }
}

fn company_fields() -> Vec<UserField> {
    let kind = UserFieldKind::Integer;
    vec![
        user_field(EMPLOYEES_FIELD, "UF_CRM_EMPLOYEES_COUNT", kind, "Сотрудников", "Employees"),
        user_field(ESTABLISHED_FIELD, "UF_CRM_YEAR_ESTABLISHED", kind, "Год основания", "Year established"),
        user_field(PARENT_FIELD, "UF_CRM_SUBSIDIARY_OF", UserFieldKind::String, "Дочерняя компания", "Subsidiary of"),
    ]
}

fn product_field(published: &Published) -> UserField {
    let items = (1_i32..).zip(FIRST_PRODUCT..).zip(&published.products).map(|((place, id), product)| EnumerationItem {
        id,
        value: product.as_str().into(),
        sort: place * 10,
        default: false,
        xml_id: product.replace(' ', "").into(),
    });
    let items = items.collect();
    UserField {
        items, ..user_field(PRODUCT_FIELD, "UF_CRM_PRODUCT", UserFieldKind::Enumeration, "Продукт", "Product")
    }
}

/// Departments: the root, regional offices, then one team for each manager. Users: the administrator, managers, agents.
fn add_people(records: &mut Records, published: &Published, since: i64) {
    let office_id = |office: usize| 2 + number(office);
    let team_id = |manager: usize| 2 + number(published.offices.len() + manager);
    let mut department = |id, name: String, parent, head| {
        let sort = 100 * i32::try_from(id).expect("a dozen departments");
        records.departments.insert(Department { id, name: name.into(), sort, parent, head });
    };
    department(1, "Head office".to_owned(), 0, ADMIN);
    for (place, office) in published.offices.iter().enumerate() {
        department(office_id(place), format!("{office} office"), 1, 0);
    }
    for (place, manager) in published.managers.iter().enumerate() {
        department(
            team_id(place),
            format!("Team of {}", manager.name),
            office_id(manager.office),
            FIRST_MANAGER + number(place),
        );
    }
    records.users.insert(user(ADMIN, "Portal Administrator", "Administrator", 1, since));
    for (place, manager) in published.managers.iter().enumerate() {
        let id = FIRST_MANAGER + number(place);
        records.users.insert(user(id, &manager.name, "Sales manager", team_id(place), since));
    }
    for (place, agent) in published.agents.iter().enumerate() {
        let id = agent_id(published, place);
        records.users.insert(user(id, &agent.name, "Sales agent", team_id(agent.manager), since));
    }
}

fn agent_id(published: &Published, agent: usize) -> u32 {
    FIRST_MANAGER + number(published.managers.len() + agent)
}

fn user(id: u32, full_name: &str, position: &str, department: u32, since: i64) -> User {
    let (name, last_name) = full_name.split_once(' ').unwrap_or((full_name, ""));
    let mailbox: String = full_name.to_lowercase().replace(' ', ".");
    User {
        id,
        active: true,
        admin: id == ADMIN,
        name: name.into(),
        last_name: last_name.into(),
        email: format!("{mailbox}@example.com").into(),
        work_position: position.into(),
        departments: Box::new([department]),
        registered_at: since,
        modified_at: since,
        ..User::default()
    }
}

fn add_companies(records: &mut Records, published: &Published, first: Date) {
    let responsible = responsible_agents(published);
    let mut last_closed = vec![first; published.accounts.len()];
    for row in &published.opportunities {
        if let (Some(account), Some(day)) = (row.account, row.closed.or(row.engaged)) {
            last_closed[account] = last_closed[account].max(day);
        }
    }
    let (customer, dollars) = (records.words.intern("CUSTOMER"), records.words.intern("USD"));
    for (place, account) in published.accounts.iter().enumerate() {
        let mut values = Vec::new();
        values.extend(account.employees.map(|count| (EMPLOYEES_FIELD, FieldValue::Integer(count.into()))));
        values.extend(account.established.map(|year| (ESTABLISHED_FIELD, FieldValue::Integer(year.into()))));
        if !account.parent.is_empty() {
            values.push((PARENT_FIELD, FieldValue::Text(account.parent.as_str().into())));
        }
        let responsible = responsible[place].map_or(0, |agent| agent_id(published, agent));
        let company = Company {
            id: number(place) + 1,
            title: account.name.as_str().into(),
            type_id: customer,
            industry: records.words.intern(&sector_key(&account.sector)),
            revenue: account.revenue,
            currency: dollars,
            address: records.words.intern(&account.office),
            assigned_by: responsible,
            created_by: ADMIN,
            modified_by: if responsible == 0 { ADMIN } else { responsible },
            created_at: at(first, 8),
            modified_at: at(last_closed[place], 18),
            opened: true,
            user_values: values.into(),
            ..Company::default()
        };
        records.companies.insert(company);
    }
}

/// For each account the agent with most opportunities; ties go to the agent named first in the teams.
fn responsible_agents(published: &Published) -> Vec<Option<usize>> {
    let mut counts = vec![vec![0_u32; published.agents.len()]; published.accounts.len()];
    for row in &published.opportunities {
        if let Some(account) = row.account {
            counts[account][row.agent] += 1;
        }
    }
    let busiest = counts.iter().map(|agents| {
        let most = agents.iter().copied().max().filter(|most| *most > 0)?;
        agents.iter().position(|count| *count == most)
    });
    busiest.collect()
}

fn add_deals(records: &mut Records, published: &Published, last: Date) {
    records.deals.reserve(published.opportunities.len());
    for (place, row) in published.opportunities.iter().enumerate() {
        let deal = deal(records, published, row, number(place) + 1, last);
        records.deals.insert(deal);
    }
}

fn deal(records: &mut Records, published: &Published, row: &Opportunity, id: u32, last: Date) -> Deal {
    let (stage, semantics, probability) = match row.stage {
        Stage::Prospecting => ("NEW", StageSemantics::Process, None),
        Stage::Engaging => ("ENGAGING", StageSemantics::Process, None),
        Stage::Won => ("WON", StageSemantics::Success, Some(100)),
        Stage::Lost => ("LOSE", StageSemantics::Failure, Some(0)),
    };
    let agent = agent_id(published, row.agent);
    let created_at = at(row.engaged.unwrap_or(last), 9);
    // A deal may be engaged and closed on one day, so closing comes later in the day.
    let modified_at = row.closed.map_or(created_at, |day| at(day, 17).max(created_at));
    Deal {
        id,
        title: format!("{} {}", row.id, published.products[row.product]).into(),
        type_id: records.words.intern("SALE"),
        category_id: 0,
        stage_id: records.words.intern(stage),
        semantics,
        probability,
        amount: row.value,
        currency: records.words.intern("USD"),
        company_id: row.account.map_or(0, |account| number(account) + 1),
        assigned_by: agent,
        created_by: agent,
        modified_by: agent,
        moved_by: agent,
        created_at,
        modified_at,
        moved_at: modified_at,
        begin_day: row.engaged.map(day_number),
        close_day: row.closed.map(day_number),
        opened: true,
        user_values: Box::new([(PRODUCT_FIELD, FieldValue::Item(FIRST_PRODUCT + number(row.product)))]),
        ..Deal::default()
    }
}
