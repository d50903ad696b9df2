//! Kinds of records by their numbers, names and short codes, and whether a record is there.

use crate::model::{COMPANY, CONTACT, DEAL, FIRST_SMART_TYPE, LEAD, Records};

/// Kinds with a name and a code of their own.
const KINDS: [(u8, &str, &str); 4] =
    [(LEAD, "lead", "L"), (DEAL, "deal", "D"), (CONTACT, "contact", "C"), (COMPANY, "company", "CO")];

/// `deal` → 2, `dynamic_128` → 128; letter case does not matter.
pub(super) fn entity_number(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    if let Some(number) = name.strip_prefix("dynamic_") {
        return number.parse().ok().filter(|number| *number >= FIRST_SMART_TYPE);
    }
    KINDS.iter().find(|(_, own, _)| *own == name).map(|(number, ..)| u32::from(*number))
}

/// The name of a kind.
pub(super) fn entity_name(number: u32) -> String {
    let kind = KINDS.iter().find(|(own, ..)| u32::from(*own) == number);
    kind.map_or_else(|| format!("dynamic_{number}"), |(_, name, _)| (*name).to_owned())
}

/// The short code of a kind: `D`, `T80` for 128.
pub(super) fn short_code(number: u32) -> String {
    let kind = KINDS.iter().find(|(own, ..)| u32::from(*own) == number);
    kind.map_or_else(|| format!("T{number:x}"), |(_, _, code)| (*code).to_owned())
}

/// The kind with a short code.
pub(super) fn of_short_code(code: &str) -> Option<u32> {
    if let Some((number, ..)) = KINDS.iter().find(|(_, _, own)| own.eq_ignore_ascii_case(code)) {
        return Some(u32::from(*number));
    }
    let digits = code.strip_prefix(['T', 't'])?;
    u32::from_str_radix(digits, 16).ok().filter(|number| *number >= FIRST_SMART_TYPE)
}

/// Whether the record is on the portal.
pub(super) fn is_there(records: &Records, entity_type: u32, id: u32) -> bool {
    match u8::try_from(entity_type) {
        Ok(LEAD) => records.leads.get(id).is_some(),
        Ok(DEAL) => records.deals.get(id).is_some(),
        Ok(CONTACT) => records.contacts.get(id).is_some(),
        Ok(COMPANY) => records.companies.get(id).is_some(),
        _ => records.smart.items.get(&entity_type).is_some_and(|items| items.get(id).is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smart_processes_are_coded_in_hexadecimal() {
        assert_eq!(short_code(128), "T80");
        assert_eq!(of_short_code("T80"), Some(128));
        assert_eq!((of_short_code("D"), of_short_code("T7f"), of_short_code("X")), (Some(2), None, None));
        assert_eq!((entity_number("dynamic_1030"), entity_number("DEAL")), (Some(1_030), Some(2)));
        assert_eq!(entity_name(1_030), "dynamic_1030");
    }
}
