//! Words of exported files, in the app's languages.

use domain::day::Day;

/// Words and habits of one language.
#[derive(Debug)]
pub struct Words {
    /// Name of the sheet.
    pub sheet: &'static str,
    /// Name of the sheet that says how figures were made.
    pub notes: &'static str,
    /// Company.
    pub title: &'static str,
    /// Responsible.
    pub responsible: &'static str,
    /// Last communication.
    pub last: &'static str,
    /// Sum in work.
    pub work: &'static str,
    /// Sum won.
    pub won: &'static str,
    /// INN.
    pub inn: &'static str,
    /// Sector.
    pub sector: &'static str,
    /// Region.
    pub region: &'static str,
    /// Source.
    pub source: &'static str,
    /// Employees.
    pub employees: &'static str,
    /// Yearly turnover.
    pub turnover: &'static str,
    /// Currency.
    pub currency: &'static str,
    /// Created.
    pub created: &'static str,
    /// The company's number.
    pub id: &'static str,
    /// Never talked to.
    pub never: &'static str,
    /// Deals in preparation.
    pub preparation: &'static str,
    /// A refusal some days ago.
    pub failed: fn(i32) -> String,
    /// Deals that have not moved for some days.
    pub suspended: fn(i32) -> String,
    /// Total.
    pub total: &'static str,
    /// Active deals.
    pub active: &'static str,
    /// No direction.
    pub no_direction: &'static str,
    /// A column of converted sums: its title, the base currency, the day of the rate.
    pub converted: fn(&str, &str, Option<Day>) -> String,
    /// What stands between the fields of a text file, as spreadsheets of this language expect it.
    pub delimiter: u8,
    /// The decimal sign of a text file.
    pub decimal: char,
    /// A day in a text file.
    pub day: fn(Day) -> String,
    /// Format of days in a spreadsheet.
    pub day_format: &'static str,
}

/// The words of a language (`ru`, `en`, `uk`, `es`, `kk`); other languages read English.
#[must_use]
pub fn of(language: &str) -> &'static Words {
    match language.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("ru") => &RUSSIAN,
        Some("uk" | "ua") => &UKRAINIAN,
        Some("es" | "la") => &SPANISH,
        Some("kk" | "kz") => &KAZAKH,
        _ => &ENGLISH,
    }
}

fn iso(day: Day) -> String {
    let (year, month, day) = day.civil();
    format!("{year:04}-{month:02}-{day:02}")
}

fn slashed(day: Day) -> String {
    let (year, month, day) = day.civil();
    format!("{day:02}/{month:02}/{year:04}")
}

/// The day a rate is of, if it is known.
fn of_day(rated: Option<Day>, day: fn(Day) -> String, word: &str) -> String {
    rated.map(|rated| format!(" {word} {}", day(rated))).unwrap_or_default()
}

static RUSSIAN: Words = Words {
    sheet: "Коммуникации и сделки",
    notes: "Как посчитано",
    title: "Компания",
    responsible: "Ответственный",
    last: "ДПК",
    work: "Сумма в работе",
    won: "Сумма успешных",
    inn: "ИНН",
    sector: "Отрасль",
    region: "Регион",
    source: "Источник",
    employees: "Сотрудников",
    turnover: "Годовой оборот",
    currency: "Валюта",
    created: "Создана",
    id: "ID",
    never: "никогда",
    preparation: "в подготовке",
    failed: |age| match age {
        0 => "отказ сегодня".to_owned(),
        age => format!("отказ {age} дн. назад"),
    },
    suspended: |age| format!("приостановлено, {age} дн."),
    total: "Итого",
    active: "Активные сделки",
    no_direction: "Без направления",
    converted: |title, base, rated| {
        format!("{title}, всё в {base} по курсу портала{}", of_day(rated, Day::dotted, "на"))
    },
    delimiter: b';',
    decimal: ',',
    day: Day::dotted,
    day_format: "dd.mm.yyyy",
};

static ENGLISH: Words = Words {
    sheet: "Communications and deals",
    notes: "How it was counted",
    title: "Company",
    responsible: "Responsible",
    last: "Last contact",
    work: "In work",
    won: "Won",
    inn: "Tax number",
    sector: "Sector",
    region: "Region",
    source: "Source",
    employees: "Employees",
    turnover: "Yearly turnover",
    currency: "Currency",
    created: "Created",
    id: "ID",
    never: "never",
    preparation: "in preparation",
    failed: |age| match age {
        0 => "refused today".to_owned(),
        age => format!("refused {age} d ago"),
    },
    suspended: |age| format!("suspended, {age} d"),
    total: "Total",
    active: "Active deals",
    no_direction: "No direction",
    converted: |title, base, rated| format!("{title}, all in {base} by the portal's rate{}", of_day(rated, iso, "of")),
    delimiter: b',',
    decimal: '.',
    day: iso,
    day_format: "yyyy-mm-dd",
};

static UKRAINIAN: Words = Words {
    sheet: "Комунікації та угоди",
    notes: "Як пораховано",
    title: "Компанія",
    responsible: "Відповідальний",
    last: "Останній контакт",
    work: "Сума в роботі",
    won: "Сума успішних",
    inn: "ІПН",
    sector: "Галузь",
    region: "Регіон",
    source: "Джерело",
    employees: "Працівників",
    turnover: "Річний оборот",
    currency: "Валюта",
    created: "Створена",
    id: "ID",
    never: "ніколи",
    preparation: "у підготовці",
    failed: |age| match age {
        0 => "відмова сьогодні".to_owned(),
        age => format!("відмова {age} дн. тому"),
    },
    suspended: |age| format!("призупинено, {age} дн."),
    total: "Разом",
    active: "Активні угоди",
    no_direction: "Без напряму",
    converted: |title, base, rated| {
        format!("{title}, усе в {base} за курсом порталу{}", of_day(rated, Day::dotted, "на"))
    },
    delimiter: b';',
    decimal: ',',
    day: Day::dotted,
    day_format: "dd.mm.yyyy",
};

static SPANISH: Words = Words {
    sheet: "Comunicaciones y negociaciones",
    notes: "Cómo se calculó",
    title: "Compañía",
    responsible: "Responsable",
    last: "Último contacto",
    work: "En curso",
    won: "Ganado",
    inn: "NIF",
    sector: "Sector",
    region: "Región",
    source: "Origen",
    employees: "Empleados",
    turnover: "Facturación anual",
    currency: "Moneda",
    created: "Creada",
    id: "ID",
    never: "nunca",
    preparation: "en preparación",
    failed: |age| match age {
        0 => "rechazo hoy".to_owned(),
        age => format!("rechazo hace {age} d"),
    },
    suspended: |age| format!("suspendido, {age} d"),
    total: "Total",
    active: "Negociaciones activas",
    no_direction: "Sin dirección",
    converted: |title, base, rated| {
        format!("{title}, todo en {base} al cambio del portal{}", of_day(rated, slashed, "del"))
    },
    delimiter: b';',
    decimal: ',',
    day: slashed,
    day_format: "dd/mm/yyyy",
};

static KAZAKH: Words = Words {
    sheet: "Байланыстар мен мәмілелер",
    notes: "Қалай есептелді",
    title: "Компания",
    responsible: "Жауапты",
    last: "Соңғы байланыс",
    work: "Жұмыстағы сома",
    won: "Сәтті сома",
    inn: "БСН",
    sector: "Сала",
    region: "Өңір",
    source: "Дереккөз",
    employees: "Қызметкерлер",
    turnover: "Жылдық айналым",
    currency: "Валюта",
    created: "Құрылған",
    id: "ID",
    never: "ешқашан",
    preparation: "дайындықта",
    failed: |age| match age {
        0 => "бүгін бас тартты".to_owned(),
        age => format!("{age} күн бұрын бас тартты"),
    },
    suspended: |age| format!("тоқтатылған, {age} күн"),
    total: "Барлығы",
    active: "Белсенді мәмілелер",
    no_direction: "Бағытсыз",
    converted: |title, base, rated| {
        format!("{title}, барлығы {base}, портал бағамы бойынша{}", of_day(rated, Day::dotted, "күні"))
    },
    delimiter: b';',
    decimal: ',',
    day: Day::dotted,
    day_format: "dd.mm.yyyy",
};
