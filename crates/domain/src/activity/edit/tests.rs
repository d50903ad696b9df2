use super::*;
use crate::activity::calendar::{Absence, AbsenceReason};
use crate::activity::plan::Planned as Stored;
use crate::directory::Person;
use rstest::rstest;

fn december() -> Month {
    Month::of_year(2026, 12)
}

fn day(number: u8) -> Day {
    Day::from_civil(2026, 12, number)
}

/// Forty people whose week is the usual one; December 2026 begins on a Tuesday.
fn setup() -> Setup {
    let person = |id: i64| Person {
        id: PersonId(id),
        name: "Глеб".to_owned(),
        last_name: format!("Ясенев{id}"),
        position: String::new(),
        active: true,
        departments: Vec::new(),
    };
    Setup { people: (1..=40).map(person).collect(), ..Setup::default() }
}

fn resolve(setup: &Setup, order: &PlanOrder) -> Result<Vec<CellChange>, Vec<CellFault>> {
    Editor { setup, scope: &Scope::All, right: PlanRight::Full, today: day(18) }.resolve(order)
}

fn cell(person: i64, span: Span, calls: u32, seen: Option<i64>) -> CellEdit {
    CellEdit { person: PersonId(person), span, change: RateChange::calls(calls), seen }
}

fn one(cell: CellEdit) -> PlanOrder {
    PlanOrder::Cells { cells: vec![cell] }
}

fn faults(result: Result<Vec<CellChange>, Vec<CellFault>>) -> Vec<Fault> {
    result.unwrap_err().into_iter().map(|fault| fault.fault).collect()
}

#[test]
fn a_change_reads_absent_null_and_number_apart() {
    let read = |text: &str| serde_json::from_str::<RateChange>(text).unwrap();
    assert_eq!(read("{}"), RateChange { calls: None, meetings: None });
    assert_eq!(read(r#"{"calls":null}"#), RateChange { calls: Some(None), meetings: None });
    assert_eq!(read(r#"{"calls":25,"meetings":0}"#), RateChange { calls: Some(Some(25)), meetings: Some(Some(0)) });
    assert!(serde_json::from_str::<RateChange>(r#"{"cals":1}"#).is_err());
    assert!(serde_json::from_str::<RateChange>(r#"{"calls":-1}"#).is_err());
    assert!(serde_json::from_str::<RateChange>(r#"{"calls":1.5}"#).is_err());
}

#[test]
fn a_cell_changes_only_what_it_names() {
    let mut setup = setup();
    let span = Span::Month(december());
    setup.plans.set(PersonId(7), span, Stored { rate: Rate { calls: Some(25), meetings: Some(2) }, version: 5 });
    let changes = resolve(&setup, &one(cell(7, span, 28, Some(5)))).unwrap();
    let after = Rate { calls: Some(28), meetings: Some(2) };
    let before = Rate { calls: Some(25), meetings: Some(2) };
    assert_eq!(changes, [CellChange { person: PersonId(7), span, before, after }]);
    assert_eq!(resolve(&setup, &one(cell(7, span, 25, Some(5)))), Ok(vec![]), "the same again is no change");
}

#[rstest]
#[case::ten_thousand(10_000, None)]
#[case::more(10_001, Some(Fault::Number))]
fn a_plan_may_ask_for_ten_thousand(#[case] calls: u32, #[case] fault: Option<Fault>) {
    let result = resolve(&setup(), &one(cell(1, Span::Month(december()), calls, None)));
    assert_eq!(result.err().map(|faults| faults[0].fault), fault);
}

#[test]
fn two_editors_of_one_cell_the_later_one_hears_of_the_first() {
    let mut setup = setup();
    let span = Span::Month(december());
    setup.plans.set(PersonId(7), span, Stored { rate: Rate { calls: Some(30), meetings: None }, version: 9 });
    let refused = resolve(&setup, &one(cell(7, span, 28, Some(5)))).unwrap_err();
    assert_eq!(refused[0].fault, Fault::Conflict);
    assert_eq!(refused[0].current, Some((Rate { calls: Some(30), meetings: None }, 9)));
    assert_eq!(
        faults(resolve(&setup, &one(cell(8, span, 28, Some(5))))),
        [Fault::Conflict],
        "it saw a plan that is gone"
    );
}

#[test]
fn days_off_and_absences_take_no_plan_and_a_range_passes_over_them() {
    let mut setup = setup();
    setup.absences.add(PersonId(7), Absence { first: day(14), last: day(17), reason: AbsenceReason::Vacation });
    assert_eq!(faults(resolve(&setup, &one(cell(7, Span::Day(day(5)), 20, None)))), [Fault::DayOff]);
    assert_eq!(faults(resolve(&setup, &one(cell(7, Span::Day(day(15)), 20, None)))), [Fault::DayOff]);
    let order = PlanOrder::FillDays {
        people: vec![PersonId(7), PersonId(8)],
        first: day(7),
        last: day(20),
        change: RateChange::calls(20),
    };
    let changes = resolve(&setup, &order).unwrap();
    let count = |person| changes.iter().filter(|change| change.person == PersonId(person)).count();
    assert_eq!((count(7), count(8)), (6, 10));
}

#[test]
fn filling_and_copying_months() {
    let mut setup = setup();
    let people = vec![PersonId(1), PersonId(2)];
    let (first, last) = (Month(december().0 - 11), december());
    let order = PlanOrder::FillMonths { people: people.clone(), first, last, change: RateChange::calls(20) };
    assert_eq!(resolve(&setup, &order).unwrap().len(), 24);
    setup.plans.set(
        PersonId(1),
        Span::Month(december()),
        Stored { rate: Rate { calls: Some(20), meetings: Some(1) }, version: 1 },
    );
    let january = Month(december().0 + 1);
    let copied = resolve(&setup, &PlanOrder::Copy { people, from: december(), to: january }).unwrap();
    let after = Rate { calls: Some(20), meetings: Some(1) };
    assert_eq!(
        copied,
        [CellChange { person: PersonId(1), span: Span::Month(january), before: Rate::default(), after }]
    );
    let backwards = PlanOrder::FillMonths { people: vec![], first: last, last: first, change: RateChange::calls(1) };
    assert_eq!(faults(resolve(&setup, &backwards)), [Fault::Shape]);
    let endless =
        PlanOrder::FillMonths { people: vec![], first, last: Month(first.0 + 24), change: RateChange::calls(1) };
    assert_eq!(faults(resolve(&setup, &endless)), [Fault::Shape]);
}

#[test]
fn a_limited_editor_meets_closed_months_by_name() {
    let setup = setup();
    let editor = Editor { setup: &setup, scope: &Scope::All, right: PlanRight::Limited, today: day(18) };
    let cells =
        vec![cell(1, Span::Month(december()), 20, None), cell(1, Span::Month(Month(december().0 + 1)), 20, None)];
    let refused = editor.resolve(&PlanOrder::Cells { cells }).unwrap_err();
    assert_eq!(refused, [CellFault::of(Fault::Closed, PersonId(1), Span::Month(december()))]);
}

#[test]
fn nobody_plans_for_people_they_do_not_see() {
    let setup = setup();
    let scope = Scope::People(vec![PersonId(7)]);
    let editor = Editor { setup: &setup, scope: &scope, right: PlanRight::Full, today: day(18) };
    for person in [8, 99] {
        let refused = editor.resolve(&one(cell(person, Span::Month(december()), 20, None)));
        assert_eq!(faults(refused), [Fault::Person], "{person}");
    }
}

/// Forty people by thirty-one days, three of the cells bad: all three are named and nothing is changed.
#[test]
fn a_pasted_table_with_three_bad_cells_changes_nothing_and_names_them() {
    let setup = setup();
    let people: Vec<PersonId> = (1..=40).map(PersonId).collect();
    let spans: Vec<Span> = december().days().map(Span::Day).collect();
    let table = |bad: &[(usize, usize, &str)]| {
        let value = |row: usize, column: usize| {
            let broken = bad.iter().find(|(r, c, _)| (*r, *c) == (row, column)).map(|(_, _, text)| *text);
            // Weekends stay empty.
            let off = setup.works(PersonId(1), Day(december().first().0 + i32::try_from(column).unwrap()));
            broken.unwrap_or(if off { "25" } else { "" }).to_owned()
        };
        let line = |row: usize| (0..31).map(|column| value(row, column)).collect::<Vec<_>>().join("\t");
        (0..40).map(line).collect::<Vec<_>>().join("\r\n") + "\r\n"
    };
    let paste =
        |text: String| PlanOrder::Paste { people: people.clone(), spans: spans.clone(), planned: Planned::Calls, text };
    let refused = resolve(&setup, &paste(table(&[(0, 0, "много"), (20, 8, "-5"), (39, 30, "10001")]))).unwrap_err();
    let named: Vec<_> = refused.iter().map(|f| (f.line, f.column, f.value.as_str(), f.person, f.fault)).collect();
    assert_eq!(
        named,
        [
            (Some(1), Some(1), "много", Some(PersonId(1)), Fault::Number),
            (Some(21), Some(9), "-5", Some(PersonId(21)), Fault::Number),
            (Some(40), Some(31), "10001", Some(PersonId(40)), Fault::Number),
        ]
    );
    assert_eq!(resolve(&setup, &paste(table(&[]))).unwrap().len(), 40 * 23, "23 working days");
    let too_tall = paste(format!("{}25\n", table(&[])));
    assert_eq!(faults(resolve(&setup, &too_tall)), [Fault::Shape]);
    assert_eq!(faults(resolve(&setup, &paste("25\t".repeat(32) + "1"))), [Fault::Shape]);
}

#[rstest]
#[case("25", Some(25))]
#[case(" 1 000 ", Some(1_000))]
#[case("1\u{202f}000", Some(1_000))]
#[case("25,0", Some(25))]
#[case("25.0", Some(25))]
#[case("25,5", None)]
#[case("=25", None)]
#[case("1e3", None)]
#[case("٢٥", None)]
#[case("99999999999", None)]
fn numbers_read_as_people_write_them(#[case] text: &str, #[case] number: Option<u32>) {
    let order = PlanOrder::Paste {
        people: vec![PersonId(1)],
        spans: vec![Span::Month(december())],
        planned: Planned::Meetings,
        text: text.to_owned(),
    };
    let read = resolve(&setup(), &order).ok().map(|changes| changes[0].after.meetings.unwrap());
    assert_eq!(read, number);
}

#[test]
fn a_file_names_people_by_id_or_name_and_its_bad_lines_by_number() {
    let setup = setup();
    let order = |text: &str| PlanOrder::Import { text: text.to_owned(), dry_run: true };
    let good = "\u{feff}Сотрудник;Дата;Звонки;Встречи\r\n7;2026-12;25;1\r\n\"Ясенев8 Глеб\";09.12.2026;30;\r\nглеб ясенев9;12.2026;;2\r\n\r\n";
    let changes = resolve(&setup, &order(good)).unwrap();
    let told: Vec<_> = changes.iter().map(|c| (c.person.0, c.span, c.after.calls, c.after.meetings)).collect();
    assert_eq!(
        told,
        [
            (7, Span::Month(december()), Some(25), Some(1)),
            (8, Span::Day(day(9)), Some(30), None),
            (9, Span::Month(december()), None, Some(2)),
        ]
    );
    let bad = "7,2026-12,25\nНикто,2026-12,25\n7,2026-13,25\n7,2026-12,x\n7\n";
    let refused = resolve(&setup, &order(bad)).unwrap_err();
    let named: Vec<_> = refused.iter().map(|fault| (fault.line.unwrap(), fault.column.unwrap(), fault.fault)).collect();
    assert_eq!(named, [(2, 1, Fault::Person), (3, 2, Fault::Date), (4, 3, Fault::Number), (5, 2, Fault::Shape)]);
    assert_eq!(faults(resolve(&setup, &order("7;2026-12;1;\n7;2026-12;2;\n"))), [Fault::Twice]);
}

#[test]
fn a_name_of_two_people_names_nobody() {
    let mut setup = setup();
    setup.people[1].last_name = "Ясенев1".to_owned();
    let order = PlanOrder::Import { text: "Ясенев1 Глеб;2026-12;25".to_owned(), dry_run: false };
    assert_eq!(faults(resolve(&setup, &order)), [Fault::Person]);
}
