//! Reference rows every portal starts with: currencies, sources, types, sizes and the stages of a pipeline.

use crate::model::{Category, Currency, Records, StageSemantics, Status};

/// A stage to be: key without the pipeline's prefix, name, colour, meaning.
pub(super) type Stage<'a> = (&'a str, &'a str, &'a str, StageSemantics);

/// Stages of the pipeline a new portal has, in Russian.
pub(super) const DEFAULT_STAGES: [Stage<'static>; 7] = [
    ("NEW", "Новая", "#39A8EF", StageSemantics::Process),
    ("PREPARATION", "Подготовка документов", "#2FC6F6", StageSemantics::Process),
    ("PREPAYMENT_INVOICE", "Счёт на предоплату", "#55D0E0", StageSemantics::Process),
    ("EXECUTING", "В работе", "#47E4C2", StageSemantics::Process),
    ("FINAL_INVOICE", "Финальный счёт", "#FFA900", StageSemantics::Process),
    ("WON", "Сделка успешна", "#7BD500", StageSemantics::Success),
    ("LOSE", "Сделка провалена", "#FF5752", StageSemantics::Failure),
];

/// Adds a pipeline with its stages; those outside the default pipeline carry its prefix, as on the platform.
pub(super) fn add_pipeline(records: &mut Records, id: u32, name: &str, stages: &[Stage<'_>]) {
    records.categories.insert(Category {
        id,
        name: name.into(),
        sort: 100 * i32::try_from(id + 1).expect("a portal has a handful of pipelines"),
        is_default: id == 0,
    });
    let (entity, prefix) =
        if id == 0 { ("DEAL_STAGE".into(), String::new()) } else { (format!("DEAL_STAGE_{id}"), format!("C{id}:")) };
    for (place, (key, name, color, semantics)) in (1_i32..).zip(stages) {
        let status = Status {
            id: records.statuses.next_id(),
            entity_id: entity.as_str().into(),
            status_id: format!("{prefix}{key}").into(),
            name: (*name).into(),
            sort: place * 10,
            system: matches!(*key, "NEW" | "WON" | "LOSE"),
            category_id: (id != 0).then_some(id),
            color: (*color).into(),
            semantics: Some(*semantics),
        };
        records.statuses.insert(status);
    }
}

/// Adds the rows of a list that is not a list of stages: pairs of key and name.
pub(super) fn add_list<K: AsRef<str>, N: AsRef<str>>(
    records: &mut Records,
    entity: &str,
    rows: impl IntoIterator<Item = (K, N)>,
) {
    for (place, (key, name)) in (1_i32..).zip(rows) {
        let status = Status {
            id: records.statuses.next_id(),
            entity_id: entity.into(),
            status_id: key.as_ref().into(),
            name: name.as_ref().into(),
            sort: place * 10,
            ..Status::default()
        };
        records.statuses.insert(status);
    }
}

/// The lists of a Russian portal, industries aside.
pub(super) fn add_russian_lists(records: &mut Records) {
    let sources = [
        ("CALL", "Звонок"),
        ("EMAIL", "Электронная почта"),
        ("WEB", "Сайт"),
        ("ADVERTISING", "Реклама"),
        ("PARTNER", "Существующий клиент"),
        ("RECOMMENDATION", "По рекомендации"),
        ("TRADE_SHOW", "Выставка"),
        ("OTHER", "Другое"),
    ];
    add_list(records, "SOURCE", sources);
    let types = [("CUSTOMER", "Клиент"), ("SUPPLIER", "Поставщик"), ("PARTNER", "Партнёр"), ("OTHER", "Другое")];
    add_list(records, "COMPANY_TYPE", types);
    let sizes = [
        ("EMPLOYEES_1", "менее 50"),
        ("EMPLOYEES_2", "50–250"),
        ("EMPLOYEES_3", "250–500"),
        ("EMPLOYEES_4", "более 500"),
    ];
    add_list(records, "EMPLOYEES", sizes);
    let kinds = [("SALE", "Продажа"), ("COMPLEX", "Комплексная продажа"), ("SERVICE", "Сервисное обслуживание")];
    add_list(records, "DEAL_TYPE", kinds);
}

/// The lists of an English portal, industries aside.
pub(super) fn add_english_lists(records: &mut Records) {
    add_list(records, "SOURCE", [("CALL", "Call"), ("EMAIL", "E-mail"), ("WEB", "Website"), ("OTHER", "Other")]);
    add_list(records, "COMPANY_TYPE", [("CUSTOMER", "Client"), ("SUPPLIER", "Supplier"), ("OTHER", "Other")]);
    add_list(records, "DEAL_TYPE", [("SALE", "Sale")]);
}

/// Roubles as the base currency, with dollars, euros and yuan beside them.
pub(super) fn russian_currencies() -> Vec<Currency> {
    let rows = [
        ("RUB", 1, 10_000, "Российский рубль"),
        ("USD", 1, 812_500, "Доллар США"),
        ("EUR", 1, 943_000, "Евро"),
        ("CNY", 1, 114_200, "Китайский юань"),
    ];
    currencies(&rows)
}

/// Dollars as the base currency, with euros beside them.
pub(super) fn dollar_currencies() -> Vec<Currency> {
    currencies(&[("USD", 1, 10_000, "US dollar"), ("EUR", 1, 11_600, "Euro")])
}

fn currencies(rows: &[(&str, u32, i64, &str)]) -> Vec<Currency> {
    let places = (1_i32..).zip(rows);
    let made = places.map(|(place, (code, nominal, rate, name))| Currency {
        code: (*code).into(),
        nominal: *nominal,
        rate: *rate,
        base: place == 1,
        name: (*name).into(),
        sort: place * 100,
    });
    made.collect()
}
