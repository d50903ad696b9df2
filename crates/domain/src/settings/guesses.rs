//! Guesses: what to offer before an admin chooses.

use super::{CompanyFields, CompanyPart, DirectionSource, FieldChoice, FieldKind, InnSource};
use crate::text::fold;

/// The direction source offered until an admin chooses: pipelines when there are several; with a single pipeline the
/// only single-valued enumeration field with at least two items; otherwise the pipeline.
#[must_use]
pub fn guess_directions(pipelines: usize, fields: &[FieldChoice]) -> DirectionSource {
    if pipelines > 1 {
        return DirectionSource::Pipelines;
    }
    let suits =
        |field: &&FieldChoice| field.kind == FieldKind::Enumeration && !field.multiple && field.items.len() >= 2;
    let mut usable = fields.iter().filter(suits);
    match (usable.next(), usable.next()) {
        (Some(only), None) => DirectionSource::Field(only.name.clone()),
        _ => DirectionSource::Pipelines,
    }
}

/// Fields of the company by their titles and names, in the portal's languages. Standard fields stay where no user field
/// says it better: somebody who made a field of their own for the same thing keeps it there.
#[must_use]
pub fn guess_company_fields(fields: &[FieldChoice]) -> CompanyFields {
    let found = |part| {
        let own = fields.iter().filter(|field| field.name.starts_with("UF_"));
        let mut named = own.filter(|field| field.kind.suits(part) && is_about(field, part));
        named.next().map(|field| field.name.clone())
    };
    let standard = CompanyFields::default();
    CompanyFields {
        inn: found(CompanyPart::Inn).map_or(standard.inn, InnSource::Field),
        turnover: found(CompanyPart::Turnover).or(standard.turnover),
        employees: found(CompanyPart::Employees).or(standard.employees),
        sector: found(CompanyPart::Sector).or(standard.sector),
        region: found(CompanyPart::Region),
        source: found(CompanyPart::Source),
    }
}

/// Whether a word of the field's title or name begins with a word for the part.
fn is_about(field: &FieldChoice, part: CompanyPart) -> bool {
    let text = fold(&format!("{} {}", field.title, field.name));
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| beginnings(part).iter().any(|beginning| is_word(word, beginning)))
}

/// Short words have to match whole: "инн" begins "инновации" too.
fn is_word(word: &str, beginning: &str) -> bool {
    if beginning.chars().count() <= 4 { word == beginning } else { word.starts_with(beginning) }
}

/// Folded beginnings of words for a part, in the app's languages.
fn beginnings(part: CompanyPart) -> &'static [&'static str] {
    match part {
        CompanyPart::Inn => &["инн", "inn", "унп", "бин", "єдрпоу", "едрпоу", "ruc", "nif"],
        CompanyPart::Turnover => &["оборот", "выручк", "turnover", "revenue", "виручк", "facturac", "айналым"],
        CompanyPart::Employees => {
            &["сотрудник", "численност", "employee", "headcount", "працівник", "співробітник", "empleado", "қызметкер"]
        }
        CompanyPart::Sector => &["отрасл", "industry", "sector", "галуз", "sector", "саласы"],
        CompanyPart::Region => &["регион", "област", "region", "регіон", "región", "өңір", "аймақ"],
        CompanyPart::Source => &["источник", "source", "джерел", "fuente", "дереккөз"],
    }
}
