//! Kazakh. After a number a noun stays in the singular.

use super::TalkMessages;

fn bound(kind: i64) -> &'static str {
    match kind {
        1 => "Лид",
        2 => "Мәміле",
        3 => "Байланыс",
        4 => "Компания",
        _ => "CRM жазбасы",
    }
}

/// The table.
pub(in crate::i18n) const WORDS: TalkMessages = TalkMessages {
    discuss: "Талқылау",
    calls: "Қоңыраулар",
    comments: "Пікірлер",
    meetings: "Кездесулер",
    of_plan: |plan, unit| format!("{unit}, жоспар {plan}"),
    adjusted: |plan, excused, due| format!("Жоспар {plan}, есептелді {excused}, орындау керек {due}"),
    raw_plan: "Есептелгенсіз жоспар",
    excused: "Басшы есептеді",
    usual: "Әдеттегі күндік жоспар",
    average: "Өткен күнге орташа",
    projected: "Ай соңында болады",
    on_days_off: "Демалыс күндері",
    decimal: ",",
    unknown: |n| format!("компаниясыз {n}"),
    missing: |share, missing| format!("{share} %, {missing} жетпеді"),
    plan_done: |share| format!("жоспардың {share} %"),
    a_day: |rate| format!("күніне жоспар {rate}"),

    force: "Есептеу",
    force_day: "Күнді есептеу",
    unforce: "Есептеуден бас тарту",
    reason: "Күн неге есептелді",
    reason_hint: "Мысалы: нысанға шығу",
    forced_by: |who, when| format!("Күнді есептеген: {who}, {when}"),
    forced: |name, when| format!("{name}, {when}: күн есептелді"),
    unforced: |name, when| format!("{name}, {when}: есептеу қайтарылды"),

    previous_day: "Ертерек",
    next_day: "Кейінірек",
    sections: "Ұяшықтың ар жағында",
    new: "жаңа",
    new_count: |n| format!("{n} жаңа"),
    nothing_said: "Мұнда әлі ештеңе айтылмады",
    nothing_said_text: "Не кедергі болғанын немесе көмектескенін жазыңыз. @ арқылы атаған адамға хабарлама келеді.",
    earlier: "Бұрынғыларын көрсету",
    edited: "өзгертілді",
    verified: "тексерілді",
    verified_by: |who, when| format!("Тексерген: {who}, {when}"),
    verify: "Тексеру",
    unverify: "Белгіні алып тастау",
    edit: "Өзгерту",
    remove: "Өшіру",
    remove_question: "Пікірді өшіру керек пе?",
    resolve: "Талқылауды жабу",
    reopen: "Қайта ашу",
    resolved: "талқылау жабық",
    open: "талқылау ашық",
    today: "бүгін",
    yesterday: "кеше",

    write: "Пікір",
    write_hint: "Пікір жазыңыз, @ әріптесті атайды",
    mention: "Атау",
    people: "Кімді атау",
    send: "Жіберу",
    sending: "Жіберілуде",
    count_day: "Күнді есептеу",
    too_long: "Тым ұзын: ең көбі 64 КБ",
    without_access: |names| format!("Бұл ұяшықты көрмейтіндіктен хабарлама алмайды: {names}"),
    waits: "Байланыс жоқ. Қалпына келгенде өзіміз жібереміз",
    take_back: "Өріске қайтару",
    not_sent: |why| format!("Жіберілмеді. {why}"),
    borrowed: "Басқа қызметкердің көзімен қарап тұрсыз: жазуға болмайды.",

    calls_summary: |n, companies| format!("{n} есепке алынды, {companies}"),
    counted: |n| format!("Есепке алынған {n}"),
    all: |n| format!("Барлығы {n}"),
    not_counted: "есепке алынбаған",
    outgoing: "Шығыс",
    incoming: "Кіріс",
    short_call: "Қысқа немесе өткізіп алынған",
    bound,
    no_client: "Клиентсіз нөмір",
    listen: "Жазбаны тыңдау",
    open_recording: "Жазбаны ашу",
    no_recording: "Жазба жоқ",
    no_calls: "Қоңырау болған жоқ",
    no_calls_text: "Мұнда есепке алынған да, алынбаған да барлық қоңырау көрсетіледі.",
    more_calls: "Тағы көрсету",
    no_meetings: "Кездесу болған жоқ",
    no_meetings_text: "Мұнда аяқталған кездесулер көрсетіледі.",
    meetings_rule: "Аяқталған кездесулер аяқталған күні бойынша есепке алынды.",
    rule: |seconds, both| {
        let calls = if both {
            "шығыс және кіріс қоңыраулар"
        } else {
            "шығыс қоңыраулар"
        };
        format!("{calls} есепке алынды, кемінде {seconds} с, бір күндегі әртүрлі компаниялар.")
    },
};
