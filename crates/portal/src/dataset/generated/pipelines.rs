//! Directions of the business: pipelines with their stages, sums, pace and luck.

use super::staff::Role;
use crate::dataset::reference::{Stage, add_pipeline};
use crate::model::Records;
use crate::model::StageSemantics::{Apology, Failure, Process, Success};

/// A direction.
pub(super) struct Direction {
    pub(super) name: &'static str,
    pub(super) stages: &'static [Stage<'static>],
    /// Share of deals.
    pub(super) share: f64,
    /// Middle amount, roubles.
    pub(super) amount: f64,
    /// Middle days from opening to closing.
    pub(super) days: f64,
    /// Share of closed deals that are won.
    pub(super) luck: f64,
    /// Who works with half of its deals instead of the company's manager.
    pub(super) role: Role,
    /// `DEAL_TYPE` of its deals.
    pub(super) kind: &'static str,
    /// What is sold.
    pub(super) subjects: &'static [&'static str],
}

/// All directions; `demo` has the first six.
pub(super) static DIRECTIONS: [Direction; 8] = [
    Direction {
        name: "Оборудование",
        stages: &[
            ("NEW", "Новая", "#39A8EF", Process),
            ("PREPARATION", "Подготовка КП", "#2FC6F6", Process),
            ("PREPAYMENT_INVOICE", "Согласование", "#55D0E0", Process),
            ("EXECUTING", "Поставка", "#47E4C2", Process),
            ("WON", "Отгружено", "#7BD500", Success),
            ("LOSE", "Отказ", "#FF5752", Failure),
            ("APOLOGY", "Отложено клиентом", "#FF7F50", Apology),
        ],
        share: 24.0,
        amount: 420_000.0,
        days: 45.0,
        luck: 0.46,
        role: Role::Sales,
        kind: "SALE",
        subjects: &[
            "Насосная станция",
            "Компрессор",
            "Линия розлива",
            "Чиллер",
            "Котельная установка",
            "Шкаф управления",
        ],
    },
    Direction {
        name: "Монтаж",
        stages: &[
            ("NEW", "Заявка", "#39A8EF", Process),
            ("SURVEY", "Обследование", "#2FC6F6", Process),
            ("ESTIMATE", "Смета", "#55D0E0", Process),
            ("WORKS", "Работы", "#47E4C2", Process),
            ("WON", "Акт подписан", "#7BD500", Success),
            ("LOSE", "Отказ", "#FF5752", Failure),
        ],
        share: 16.0,
        amount: 180_000.0,
        days: 30.0,
        luck: 0.58,
        role: Role::Mounting,
        kind: "SERVICE",
        subjects: &["Монтаж линии", "Пусконаладка", "Прокладка трубопровода", "Замена узла", "Шеф-монтаж"],
    },
    Direction {
        name: "Сервис",
        stages: &[
            ("NEW", "Обращение", "#39A8EF", Process),
            ("DIAGNOSTICS", "Диагностика", "#2FC6F6", Process),
            ("REPAIR", "Ремонт", "#47E4C2", Process),
            ("WON", "Выполнено", "#7BD500", Success),
            ("LOSE", "Отменено", "#FF5752", Failure),
        ],
        share: 28.0,
        amount: 46_000.0,
        days: 11.0,
        luck: 0.74,
        role: Role::Service,
        kind: "SERVICE",
        subjects: &["Плановое обслуживание", "Ремонт насоса", "Аварийный выезд", "Замена фильтров", "Поверка приборов"],
    },
    Direction {
        name: "Обучение",
        stages: &[
            ("NEW", "Запрос", "#39A8EF", Process),
            ("PROGRAM", "Программа", "#2FC6F6", Process),
            ("GROUP", "Набор группы", "#47E4C2", Process),
            ("WON", "Проведено", "#7BD500", Success),
            ("LOSE", "Не состоялось", "#FF5752", Failure),
        ],
        share: 10.0,
        amount: 28_000.0,
        days: 16.0,
        luck: 0.62,
        role: Role::Training,
        kind: "SALE",
        subjects: &["Курс операторов", "Аттестация персонала", "Семинар по безопасности", "Повышение квалификации"],
    },
    Direction {
        name: "Проекты",
        stages: &[
            ("NEW", "Идея", "#39A8EF", Process),
            ("BRIEF", "Техническое задание", "#2FC6F6", Process),
            ("TENDER", "Тендер", "#55D0E0", Process),
            ("CONTRACT", "Договор", "#6FE0B7", Process),
            ("EXECUTING", "Реализация", "#47E4C2", Process),
            ("WON", "Сдан", "#7BD500", Success),
            ("LOSE", "Проигран", "#FF5752", Failure),
        ],
        share: 8.0,
        amount: 1_650_000.0,
        days: 110.0,
        luck: 0.34,
        role: Role::Sales,
        kind: "COMPLEX",
        subjects: &["Реконструкция котельной", "Модернизация цеха", "Новая насосная", "Автоматизация склада"],
    },
    Direction {
        name: "Аренда",
        stages: &[
            ("NEW", "Запрос", "#39A8EF", Process),
            ("BOOKING", "Бронь", "#2FC6F6", Process),
            ("RENT", "В аренде", "#47E4C2", Process),
            ("WON", "Возвращено", "#7BD500", Success),
            ("LOSE", "Отказ", "#FF5752", Failure),
        ],
        share: 14.0,
        amount: 92_000.0,
        days: 21.0,
        luck: 0.66,
        role: Role::Sales,
        kind: "SALE",
        subjects: &["Аренда генератора", "Аренда компрессора", "Аренда подъёмника", "Аренда тепловой пушки"],
    },
    Direction {
        name: "Запчасти",
        stages: &[
            ("NEW", "Заказ", "#39A8EF", Process),
            ("RESERVE", "Резерв", "#2FC6F6", Process),
            ("SHIPPING", "Отгрузка", "#47E4C2", Process),
            ("WON", "Получено", "#7BD500", Success),
            ("LOSE", "Отменено", "#FF5752", Failure),
        ],
        share: 18.0,
        amount: 17_000.0,
        days: 6.0,
        luck: 0.81,
        role: Role::Service,
        kind: "SALE",
        subjects: &["Комплект уплотнений", "Подшипники", "Рабочее колесо", "Датчик давления"],
    },
    Direction {
        name: "Проектирование",
        stages: &[
            ("NEW", "Заявка", "#39A8EF", Process),
            ("DATA", "Исходные данные", "#2FC6F6", Process),
            ("DRAWING", "Чертежи", "#47E4C2", Process),
            ("REVIEW", "Экспертиза", "#55D0E0", Process),
            ("WON", "Принят", "#7BD500", Success),
            ("LOSE", "Отклонён", "#FF5752", Failure),
        ],
        share: 6.0,
        amount: 310_000.0,
        days: 60.0,
        luck: 0.5,
        role: Role::Sales,
        kind: "COMPLEX",
        subjects: &["Рабочий проект", "Обследование здания", "Паспорт установки"],
    },
];

/// Adds the first `count` directions as pipelines; the first of them is the default one.
pub(super) fn add(records: &mut Records, count: usize) {
    for (id, direction) in (0_u32..).zip(&DIRECTIONS[..count]) {
        add_pipeline(records, id, direction.name, direction.stages);
    }
}
