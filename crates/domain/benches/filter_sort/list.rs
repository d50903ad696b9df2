//! What is usually written instead: a list of records, filtered, summed and sorted record by record for each question.

use crate::TODAY;
use domain::day::Day;
use domain::deals::Phase;
use domain::ids::{CompanyId, PersonId};
use domain::money::Amount;
use domain::report::facts::CompanyFacts;
use domain::text::fold;
use std::collections::HashMap;

/// A question, as the engine reads it and as a list is asked.
pub(crate) struct Question {
    pub(crate) address: &'static str,
    text: &'static str,
    responsible: Option<PersonId>,
    overdue: bool,
    order: Order,
}

#[derive(Clone, Copy)]
enum Order {
    Title,
    LatestFirst,
}

/// What people ask most.
pub(crate) const QUESTIONS: [Question; 4] = [
    Question { address: "sort=title", text: "", responsible: None, overdue: false, order: Order::Title },
    Question {
        address: "q=вектор&sort=-last",
        text: "вектор",
        responsible: None,
        overdue: false,
        order: Order::LatestFirst,
    },
    Question { address: "overdue=1&sort=title", text: "", responsible: None, overdue: true, order: Order::Title },
    Question {
        address: "responsible=17&sort=-last",
        text: "",
        responsible: Some(PersonId(17)),
        overdue: false,
        order: Order::LatestFirst,
    },
];

/// Days after which a client counts as left alone.
const OVERDUE: i32 = 186;

/// The first hundred, and of all that matched their number and sums in work and won.
pub(crate) struct Answer {
    pub(crate) ids: Vec<CompanyId>,
    pub(crate) companies: u64,
    #[expect(dead_code, reason = "summed because a report shows it, and compared by the tests of the engine")]
    sums: HashMap<String, (Amount, Amount)>,
}

/// Answers a question.
pub(crate) fn answer(companies: &[CompanyFacts], question: &Question) -> Answer {
    let mut found: Vec<&CompanyFacts> = companies.iter().filter(|company| matches(company, question)).collect();
    let mut sums: HashMap<String, (Amount, Amount)> = HashMap::new();
    for deal in found.iter().flat_map(|company| &company.deals) {
        let (work, won) = sums.entry(deal.currency.0.clone()).or_default();
        match deal.phase {
            Phase::Work => *work = work.plus(deal.amount),
            Phase::Won => *won = won.plus(deal.amount),
            Phase::Preparation | Phase::Failed => {}
        }
    }
    match question.order {
        Order::Title => found.sort_by_cached_key(|company| (fold(&company.title), company.id)),
        Order::LatestFirst => found.sort_by_key(|company| {
            (company.last_communication.is_none(), company.last_communication.map(|Day(day)| -day), company.id)
        }),
    }
    let ids = found.iter().take(100).map(|company| company.id).collect();
    Answer { ids, companies: found.len() as u64, sums }
}

fn matches(company: &CompanyFacts, question: &Question) -> bool {
    let overdue = company.last_communication.is_none_or(|last| last.days_until(TODAY) > OVERDUE);
    (question.text.is_empty() || fold(&company.title).contains(&fold(question.text)))
        && question.responsible.is_none_or(|person| company.responsible == Some(person))
        && (!question.overdue || overdue)
}
