//! Which columns a sheet has and what each row says in them.

use super::words::Words;
use super::{Cell, Tabular};
use domain::day::Day;
use domain::deals::{DirectionState, Thresholds};
use domain::directory::{Choice, Directory};
use domain::headcount::Employees;
use domain::ids::CompanyId;
use domain::money::{Amount, Converted, converted};
use domain::report::columns::{Column, Layout};
use domain::report::query::ReportQuery;
use domain::report::table::ReportTable;
use domain::report::window::{Row, Totals};
use domain::rights::Scope;

/// A heading with the width its column asks for, characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Words.
    pub text: String,
    /// Width.
    pub width: u16,
}

/// What a column of the sheet holds. Sums name the place of their currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A column that is one in the report too.
    Plain(Column),
    Work(u8),
    Won(u8),
    /// All currencies as one, by stored rates.
    ConvertedWork,
    ConvertedWon,
    /// In the direction at this place; the first of its columns also says other states.
    DirectionWork {
        place: u16,
        currency: u8,
        first: bool,
    },
    DirectionWon {
        place: u16,
        currency: u8,
    },
    /// Currency of the turnover beside it.
    TurnoverCurrency,
}

/// A report to be written down. Holds its own copy of the viewer's rows, so that changes meanwhile make no company
/// appear twice or never.
#[derive(Debug)]
pub struct Sheet {
    table: ReportTable,
    query: ReportQuery,
    today: Day,
    words: &'static Words,
    columns: Vec<(Kind, Heading)>,
    companies: Vec<CompanyId>,
    totals: Totals,
}

impl Sheet {
    /// What a viewer of this scope sees of the table. `convert` adds converted sums where there are several currencies.
    #[must_use]
    pub fn new(
        table: &ReportTable,
        scope: &Scope,
        query: ReportQuery,
        layout: &Layout,
        today: Day,
        words: &'static Words,
        convert: bool,
    ) -> Self {
        let table = table.restricted(scope);
        let listing = table.listing(&query, scope, today);
        let mut sheet = Self {
            columns: Vec::new(),
            companies: listing.companies,
            totals: listing.totals,
            table,
            query,
            today,
            words,
        };
        sheet.columns = sheet.planned(layout, convert);
        sheet
    }

    /// Totals of all rows, then the numbers of active deals, as cells of the columns.
    fn sums(&self) -> [Vec<Cell>; 2] {
        let sum = |sums: &[(u8, Amount)], currency: u8| {
            sums.iter().find(|(place, _)| *place == currency).map_or(Cell::Empty, |(_, sum)| Cell::Money(*sum))
        };
        let total = |kind: &Kind| match *kind {
            Kind::Plain(Column::Title) => Cell::Text(self.words.total.to_owned()),
            Kind::Work(currency) => sum(&self.totals.all.work, currency),
            Kind::Won(currency) => sum(&self.totals.all.won, currency),
            Kind::ConvertedWork => self.converted(&self.totals.all.work),
            Kind::ConvertedWon => self.converted(&self.totals.all.won),
            Kind::DirectionWork { place, currency, .. } => sum(&self.of_direction(place).work, currency),
            Kind::DirectionWon { place, currency } => sum(&self.of_direction(place).won, currency),
            Kind::Plain(_) | Kind::TurnoverCurrency => Cell::Empty,
        };
        let mut said = false;
        let active = |kind: &Kind| match *kind {
            Kind::Plain(Column::Title) => Cell::Text(self.words.active.to_owned()),
            Kind::Work(_) if !std::mem::replace(&mut said, true) => Cell::Count(self.totals.all.active),
            Kind::DirectionWork { place, first: true, .. } => Cell::Count(self.of_direction(place).active),
            _ => Cell::Empty,
        };
        [
            self.columns.iter().map(|(kind, _)| total(kind)).collect(),
            self.columns.iter().map(|(kind, _)| kind).map(active).collect(),
        ]
    }

    fn of_direction(&self, place: u16) -> &domain::report::window::DirectionTotals {
        &self.totals.directions[usize::from(place)]
    }

    fn directory(&self) -> &Directory {
        self.table.directory()
    }

    fn planned(&self, layout: &Layout, convert: bool) -> Vec<(Kind, Heading)> {
        let directory = self.directory();
        let several =
            |sums: &[(u8, Amount)]| convert && sums.len() > 1 && converted(sums, &directory.currencies).is_some();
        let mut columns = Vec::new();
        for column in layout.shown(&directory.directions, &self.query.directions) {
            match column {
                Column::Work => {
                    let sums = &self.totals.all.work;
                    columns.extend(used(sums).map(|place| self.money(Kind::Work(place), self.words.work, place)));
                    if several(sums) {
                        columns.push(self.converted_column(Kind::ConvertedWork, self.words.work, sums));
                    }
                }
                Column::Won => {
                    let sums = &self.totals.all.won;
                    columns.extend(used(sums).map(|place| self.money(Kind::Won(place), self.words.won, place)));
                    if several(sums) {
                        columns.push(self.converted_column(Kind::ConvertedWon, self.words.won, sums));
                    }
                }
                Column::DirectionWork(id) | Column::DirectionWon(id) => {
                    let places = (0..).zip(&directory.directions);
                    let place = places.into_iter().find(|(_, direction)| direction.id == id).map(|(place, _)| place);
                    if let Some(place) = place {
                        self.plan_direction(&mut columns, column, place);
                    }
                }
                Column::Turnover => {
                    columns.push((Kind::Plain(column), heading(self.words.turnover, 18)));
                    columns.push((Kind::TurnoverCurrency, heading(self.words.currency, 8)));
                }
                plain => columns.push((Kind::Plain(plain), self.plain_heading(plain))),
            }
        }
        columns
    }

    fn plan_direction(&self, columns: &mut Vec<(Kind, Heading)>, column: Column, place: u16) {
        let name = &self.directory().directions[usize::from(place)].name;
        let name = if name.is_empty() { self.words.no_direction } else { name };
        let totals = self.of_direction(place);
        let (sums, word, work) = match column {
            Column::DirectionWork(_) => (&totals.work, self.words.work, true),
            _ => (&totals.won, self.words.won, false),
        };
        let title = format!("{name}: {word}");
        columns.extend(used(sums).enumerate().map(|(at, currency)| {
            let kind = if work {
                Kind::DirectionWork { place, currency, first: at == 0 }
            } else {
                Kind::DirectionWon { place, currency }
            };
            self.money(kind, &title, currency)
        }));
    }

    fn money(&self, kind: Kind, title: &str, currency: u8) -> (Kind, Heading) {
        let code = self.directory().currencies.get(usize::from(currency)).map(|known| known.code.0.as_str());
        let text = code.map_or_else(|| title.to_owned(), |code| format!("{title}, {code}"));
        (kind, heading(&text, 18))
    }

    fn converted_column(&self, kind: Kind, title: &str, sums: &[(u8, Amount)]) -> (Kind, Heading) {
        let base = self.directory().currencies.iter().find(|currency| currency.base);
        let code = base.map(|currency| currency.code.0.as_str()).unwrap_or_default();
        let rated = converted(sums, &self.directory().currencies).and_then(|one: Converted| one.rated);
        (kind, heading(&(self.words.converted)(title, code, rated), 24))
    }

    fn plain_heading(&self, column: Column) -> Heading {
        let words = self.words;
        match column {
            Column::Title => heading(words.title, 44),
            Column::Responsible => heading(words.responsible, 28),
            Column::LastCommunication => heading(words.last, 14),
            Column::Inn => heading(words.inn, 14),
            Column::Sector => heading(words.sector, 24),
            Column::Region => heading(words.region, 24),
            Column::Source => heading(words.source, 20),
            Column::Employees => heading(words.employees, 14),
            Column::Created => heading(words.created, 14),
            _ => heading(words.id, 10),
        }
    }

    fn cell(&self, kind: Kind, row: &Row) -> Cell {
        let sum = |sums: &[(u8, Amount)], currency: u8| {
            sums.iter().find(|(place, _)| *place == currency).map_or(Cell::Empty, |(_, sum)| Cell::Money(*sum))
        };
        match kind {
            Kind::Plain(column) => self.plain_cell(column, row),
            Kind::Work(currency) => sum(&row.work, currency),
            Kind::Won(currency) => sum(&row.won, currency),
            Kind::ConvertedWork => self.converted(&row.work),
            Kind::ConvertedWon => self.converted(&row.won),
            Kind::DirectionWork { place, currency, first } => self.work_cell(row, place, currency, first),
            Kind::DirectionWon { place, currency } => {
                let mut cells = row.cells.iter();
                let won = cells.find(|cell| (cell.direction, cell.currency) == (place, currency) && cell.won_count > 0);
                won.map_or(Cell::Empty, |cell| Cell::Money(cell.won))
            }
            Kind::TurnoverCurrency => row.turnover.map_or(Cell::Empty, |(place, _)| {
                Cell::Text(self.directory().currencies[usize::from(place)].code.0.clone())
            }),
        }
    }

    fn plain_cell(&self, column: Column, row: &Row) -> Cell {
        let directory = self.directory();
        let choice = |choices: &[Choice], place: Option<u16>| {
            place.map_or(Cell::Empty, |place| text(&choices[usize::from(place)].name))
        };
        match column {
            Column::Title => text(&row.title),
            Column::Responsible => row.responsible.map_or(Cell::Empty, |id| {
                Cell::Text(directory.person(id).map_or_else(|| format!("#{id}"), |person| person.full_name()))
            }),
            Column::LastCommunication => self.last(row),
            Column::Inn => text(&row.inn),
            Column::Sector => choice(&directory.sectors, row.sector),
            Column::Region => choice(&directory.regions, row.region),
            Column::Source => choice(&directory.sources, row.source),
            Column::Employees => match row.employees {
                None => Cell::Empty,
                Some(Employees::Number(number)) => Cell::Count(u64::from(number)),
                Some(Employees::Choice(place)) => text(&directory.headcounts[usize::from(place)].name),
            },
            Column::Turnover => row.turnover.map_or(Cell::Empty, |(_, sum)| Cell::Money(sum)),
            Column::Created => row.created.map_or(Cell::Empty, Cell::Day),
            _ => u64::try_from(row.id.0).map_or(Cell::Empty, Cell::Count),
        }
    }

    fn last(&self, row: &Row) -> Cell {
        match row.last_communication {
            None => Cell::Text(self.words.never.to_owned()),
            Some(day) if row.is_overdue(self.today, self.thresholds()) => Cell::Overdue(day),
            Some(day) => Cell::Day(day),
        }
    }

    /// The sum of all deals in work while the direction is in work; otherwise the state, once, in words.
    fn work_cell(&self, row: &Row, place: u16, currency: u8, first: bool) -> Cell {
        let state = row.state(place, self.today, self.thresholds());
        match state {
            DirectionState::Work(_) => {
                let mut cells = row.cells.iter();
                let work = cells
                    .find(|cell| (cell.direction, cell.currency) == (place, currency) && cell.latest.work.is_some());
                work.map_or(Cell::Empty, |cell| Cell::Money(cell.work))
            }
            _ if !first => Cell::Empty,
            DirectionState::Preparation(_) => Cell::Text(self.words.preparation.to_owned()),
            DirectionState::RecentlyFailed(age) => Cell::Text((self.words.failed)(age)),
            DirectionState::Suspended(age) => Cell::Text((self.words.suspended)(age)),
            DirectionState::Free => Cell::Empty,
        }
    }

    fn converted(&self, sums: &[(u8, Amount)]) -> Cell {
        let known = (!sums.is_empty()).then(|| converted(sums, &self.directory().currencies)).flatten();
        known.map_or(Cell::Empty, |one| Cell::Money(one.amount))
    }

    fn thresholds(&self) -> &Thresholds {
        self.table.thresholds()
    }
}

impl Tabular for Sheet {
    fn sheet_name(&self) -> &str {
        self.words.sheet
    }

    fn words(&self) -> &'static Words {
        self.words
    }

    fn headings(&self) -> Vec<&Heading> {
        self.columns.iter().map(|(_, heading)| heading).collect()
    }

    fn pinned(&self) -> u16 {
        1
    }

    fn count(&self) -> usize {
        self.companies.len()
    }

    fn rows(&self) -> Box<dyn Iterator<Item = Vec<Cell>> + '_> {
        let rows = self.companies.iter().filter_map(|id| self.table.shown_row(*id, &self.query, self.today));
        Box::new(rows.map(|row| self.columns.iter().map(|(kind, _)| self.cell(*kind, &row)).collect()))
    }

    fn totals(&self) -> Vec<Vec<Cell>> {
        self.sums().into()
    }

    fn notes(&self) -> &[(String, String)] {
        &[]
    }
}

/// Places of the currencies that occur, or the first one.
fn used(sums: &[(u8, Amount)]) -> impl Iterator<Item = u8> {
    let none = sums.is_empty().then_some(0);
    sums.iter().map(|(place, _)| *place).chain(none)
}

fn heading(text: &str, width: u16) -> Heading {
    Heading { text: text.to_owned(), width }
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}
