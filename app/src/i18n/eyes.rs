//! The few words over a page that is seen through another person's eyes, in every language at once: whoever borrowed
//! eyes must find the way back even where nothing else could be fetched.

use super::{Language, messages};

/// Words over such a page.
#[derive(Debug)]
pub(crate) struct EyesMessages {
    pub(crate) looks_as: fn(&str) -> String,
    pub(crate) note: &'static str,
    pub(crate) back: &'static str,
}

/// The words in the reader's language.
pub(crate) fn words() -> EyesMessages {
    match messages().language {
        Language::Ru => EyesMessages {
            looks_as: |name| format!("Вы смотрите глазами: {name}"),
            note: "Только просмотр: менять ничего нельзя. Просмотр записан в журнал.",
            back: "Вернуться к себе",
        },
        Language::En => EyesMessages {
            looks_as: |name| format!("You look through the eyes of {name}"),
            note: "Read only: nothing can be changed. The look is noted in the log.",
            back: "Back to myself",
        },
        Language::Uk => EyesMessages {
            looks_as: |name| format!("Ви дивитеся очима: {name}"),
            note: "Лише перегляд: змінювати нічого не можна. Перегляд записано в журнал.",
            back: "Повернутися до себе",
        },
        Language::Es => EyesMessages {
            looks_as: |name| format!("Está viendo con los ojos de {name}"),
            note: "Solo lectura: no se puede cambiar nada. La consulta queda en el registro.",
            back: "Volver a mi vista",
        },
        Language::Kk => EyesMessages {
            looks_as: |name| format!("Сіз {name} көзімен қарап отырсыз"),
            note: "Тек қарау: ештеңені өзгертуге болмайды. Қарау журналға жазылды.",
            back: "Өзіме қайту",
        },
    }
}
