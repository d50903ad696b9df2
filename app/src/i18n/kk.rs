//! Kazakh: everything, also what comes later in Russian and English. Nouns keep one form after a number.

use super::{Language, Messages, PartMessages};
use domain::progress::Entity;

fn entity(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "Қызметкерлер",
        Entity::Departments => "Бөлімдер",
        Entity::Dictionaries => "Анықтамалықтар",
        Entity::Companies => "Компаниялар",
        Entity::Requisites => "Деректемелер",
        Entity::Contacts => "Байланыс тұлғалары",
        Entity::Deals => "Мәмілелер",
        Entity::Activities => "Істер мен кездесулер",
        Entity::Calls => "Қоңыраулар",
    }
}

fn entity_reads(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "аты, лауазымы, бөлімі",
        Entity::Departments => "атауы, басшысы",
        Entity::Dictionaries => "воронкалар, кезеңдер, салалар, валюталар",
        Entity::Companies => "карточка, жауапты, сала",
        Entity::Requisites => "БСН",
        Entity::Contacts => "аты, компаниясы",
        Entity::Deals => "воронка, кезең, сома, күндер",
        Entity::Activities => "түрі, мерзімі, нәтижесі",
        Entity::Calls => "кім, кімге, қашан, ұзақтығы",
    }
}

fn entity_of(entity: Entity) -> &'static str {
    match entity {
        Entity::People => "қызметкер",
        Entity::Departments => "бөлім",
        Entity::Dictionaries => "анықтамалық жазбасы",
        Entity::Companies => "компания",
        Entity::Requisites => "деректеме",
        Entity::Contacts => "байланыс тұлғасы",
        Entity::Deals => "мәміле",
        Entity::Activities => "іс",
        Entity::Calls => "қоңырау",
    }
}

fn left(seconds: u32) -> String {
    if seconds < 60 {
        return "бір минуттан аз қалды".to_owned();
    }
    let minutes = seconds.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("шамамен {minutes} мин қалды"),
        (hours, 0) => format!("шамамен {hours} сағ қалды"),
        (hours, minutes) => format!("шамамен {hours} сағ {minutes} мин қалды"),
    }
}

static PARTS: PartMessages = PartMessages {
    activity: super::activity::kk::WORDS,
    talk: super::activity::talk::kk::WORDS,
    plans: super::activity::plans::kk::WORDS,
    years: super::years::kk::WORDS,
    install: super::install::kk::WORDS,
    data: super::data::kk::WORDS,
    tools: super::tools::kk::WORDS,
    settings: super::settings::kk::WORDS,
    office: super::office::kk::WORDS,
};

/// The table.
pub(super) static MESSAGES: Messages = Messages {
    language: Language::Kk,
    parts: Some(&PARTS),
    tag: "kk",
    date_mark: '.',
    product: "Сводка",
    skip_to_content: "Мазмұнға өту",
    sections: "Қолданба бөлімдері",
    loading: "Жүктелуде",
    retry: "Қайталау",
    reload: "Қайта жүктеу",
    close: "Жабу",
    reset: "Тазарту",
    reset_all: "Бәрін тазарту",
    done: "Дайын",
    save: "Сақтау",
    cancel: "Бас тарту",
    as_table: "Кесте",
    settings_title: "Баптаулар",
    settings_tab: "Тағы",
    shortcuts: "Пернелер",

    report_title: "Байланыстар мен мәмілелер",
    report_tab: "Клиенттер",
    activity_title: "Қоңыраулар мен кездесулер",
    activity_tab: "Қоңыраулар",
    data_title: "Деректер",

    updated_never: "деректер әлі жоқ",
    updated_now: "жаңа ғана жаңартылды",
    updated_minutes: |n| format!("{n} мин бұрын жаңартылды"),
    updated_hours: |n| format!("{n} сағ бұрын жаңартылды"),
    updated_days: |n| format!("{n} күн бұрын жаңартылды"),
    loading_of: |done, total, entity| format!("Жүктелуде: {done} / {total} {}", entity_of(entity)),
    loading_some: |done, entity| format!("Жүктелуде: {done} {}", entity_of(entity)),
    loading_starts: "Жүктеу басталып жатыр",
    left_seconds: left,

    entity,
    entity_reads,
    of_total: |total| format!("/ {total}"),
    entity_done: "жүктелді",
    entity_running: "жүктелуде",
    entity_waiting: "кезекте",
    backfill: "Алғашқы жүктеу",
    backfill_may_close: "Терезені жабуға болады: жүктеу жалғасады.",
    backfill_done: "Бәрі жүктелді, өзгерістер өздігінен келеді.",
    portal: |domain| format!("портал {domain}"),
    stopped: |code| format!("Порталмен алмасу тоқтады: {code}. Портал әкімшісі қажет."),

    drop_filter: |name| format!("«{name}» сүзгісін алып тастау"),
    find_value: "Іздеу",
    nothing_found: "Ештеңе табылмады",
    range_from: "Бастап",
    range_to: "Дейін",
    range_wrong: "Басы соңынан кейін тұр: қолданылмады.",
    expand: |name| format!("Қызметкерлерді көрсету: {name}"),
    collapse: |name| format!("Қызметкерлерді жасыру: {name}"),

    error_title: "Деректерді көрсету мүмкін болмады",
    error_network: "Қолданба серверімен байланыс жоқ. Интернетті тексеріп, қайталап көріңіз.",
    error_unexpected: |status| format!("Сервер күтпеген жауап берді (код {status}). Бір минуттан кейін қайталаңыз."),
    error_session: "Сеанс аяқталды, портал кіруді растамады. Портал бетін жаңартыңыз.",
    error_data: "Сервер жауабын оқу мүмкін болмады. Бетті жаңартыңыз: жаңа нұсқа шыққан болуы мүмкін.",
    error_code: |id| format!("Қолдау қызметіне арналған код: {id}"),
    upgraded_title: "Сводканың жаңа нұсқасы шықты",
    upgraded_text: "Бет бұрынғы нұсқадан ашылған, оның бұл бөлігі серверде енді жоқ. Қайта жүктеңіз: бөлім, сүзгілер мен реттілік сақталады.",
    outside_title: "Сводканы Битрикс24 ішінде ашыңыз",
    outside_text: "Қолданба портал ішінде жұмыс істейді: Битрикс24 жүйесіне кіріп, сол жақ мәзірден «Сводка» таңдаңыз.",
    forged_text: "Портал бұл бетті өзі ашқанын растамады. Портал бетін жаңартыңыз.",

    report: super::report::kk::WORDS,
    card: super::card::kk::WORDS,
};
