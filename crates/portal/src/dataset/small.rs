//! The `empty` dataset: one administrator, one department and the default pipeline, as on the day a portal is opened.

use super::reference::{DEFAULT_STAGES, add_list, add_pipeline, add_russian_lists, russian_currencies};
use crate::model::{Department, Records, User};

/// A portal nobody has worked in yet.
pub(super) fn empty(now_ms: i64) -> Records {
    let mut records = Records::new(Records::default_zone());
    records.card.title = "Новый портал".into();
    records.currencies = russian_currencies();
    records.departments.insert(Department { id: 1, name: "Компания".into(), sort: 500, parent: 0, head: 1 });
    records.users.insert(User {
        id: 1,
        active: true,
        admin: true,
        name: "Администратор".into(),
        last_name: "Портала".into(),
        email: "admin@example.com".into(),
        departments: Box::new([1]),
        registered_at: now_ms,
        modified_at: now_ms,
        ..User::default()
    });
    add_pipeline(&mut records, 0, "Общая", &DEFAULT_STAGES);
    add_russian_lists(&mut records);
    let industries = [("IT", "Информационные технологии"), ("MANUFACTURING", "Производство"), ("OTHER", "Другое")];
    add_list(&mut records, "INDUSTRY", industries);
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_portal_has_one_admin_one_department_and_seven_stages() {
        let records = empty(1_795_000_000_000);
        assert_eq!(records.users.len(), 1);
        assert!(records.users.get(1).is_some_and(|user| user.admin && user.active));
        assert_eq!(records.departments.len(), 1);
        assert_eq!(records.categories.iter().map(|row| row.id).collect::<Vec<_>>(), [0]);
        let stages = records.statuses.iter().filter(|row| row.entity_id.starts_with("DEAL_STAGE"));
        assert_eq!(stages.count(), 7);
        assert!(records.companies.is_empty() && records.deals.is_empty() && records.activities.is_empty());
        assert_eq!(&*records.currencies[0].code, "RUB");
        assert!(records.currencies[0].base);
    }
}
