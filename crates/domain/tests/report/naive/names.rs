//! The engine's window with names instead of places, to be compared.

use super::{PlainRow, PlainTotals, PlainWindow, Sums};
use domain::directory::Directory;
use domain::headcount::Employees;
use domain::report::window::{DirectionTotals, Row, Totals, Window};

/// The engine's window by names.
pub(crate) fn by_names(window: &Window, directory: &Directory) -> PlainWindow {
    PlainWindow {
        rows: window.rows.iter().map(|r| row_by_names(r, directory)).collect(),
        totals: totals_by_names(&window.totals, directory),
        in_scope: window.in_scope,
        overdue_available: window.overdue_available,
        without_company: window.without_company.as_ref().map(|totals| totals_by_names(totals, directory)),
    }
}

fn sums_by_names(sums: &[(u8, domain::money::Amount)], directory: &Directory) -> Sums {
    assert!(sums.is_sorted_by(|a, b| a.0 < b.0), "one sum per currency, in their order");
    let code = |place: u8| directory.currencies[usize::from(place)].code.0.clone();
    sums.iter().map(|(place, sum)| (code(*place), sum.0)).collect()
}

fn row_by_names(row: &Row, directory: &Directory) -> PlainRow {
    let place = |cell: &domain::report::window::Cell| (cell.direction, cell.currency);
    assert!(row.cells.is_sorted_by(|a, b| place(a) < place(b)), "cells in the order of columns");
    let cell = |cell: &domain::report::window::Cell| {
        let direction = directory.directions[usize::from(cell.direction)].id.0;
        let currency = directory.currencies[usize::from(cell.currency)].code.0.clone();
        let figures = (
            cell.work.0,
            cell.work_count,
            cell.preparation_count,
            cell.won.0,
            cell.won_count,
            cell.latest.work.map(|d| d.0),
            cell.latest.preparation.map(|d| d.0),
            cell.latest.failed.map(|d| d.0),
        );
        ((direction, currency), figures)
    };
    PlainRow {
        id: row.id.0,
        title: row.title.clone(),
        inn: row.inn.clone(),
        responsible: row.responsible.map(|p| p.0),
        sector: row.sector.map(|place| directory.sectors[usize::from(place)].key.clone()),
        region: row.region.map(|place| directory.regions[usize::from(place)].key.clone()),
        source: row.source.map(|place| directory.sources[usize::from(place)].key.clone()),
        employees: row.employees.map(|employees| match employees {
            Employees::Number(number) => number.to_string(),
            Employees::Choice(place) => directory.headcounts[usize::from(place)].key.clone(),
        }),
        turnover: row.turnover.map(|(place, sum)| {
            let code = &directory.currencies[usize::from(place)].code;
            (code.0.clone(), sum.0)
        }),
        created: row.created.map(|d| d.0),
        last: row.last_communication.map(|d| d.0),
        work: sums_by_names(&row.work, directory),
        won: sums_by_names(&row.won, directory),
        cells: row.cells.iter().map(cell).collect(),
    }
}

fn totals_by_names(totals: &Totals, directory: &Directory) -> PlainTotals {
    assert_eq!(totals.directions.len(), directory.directions.len());
    let sums = |of: &DirectionTotals| {
        let work = sums_by_names(&of.work, directory);
        (of.active, work, sums_by_names(&of.won, directory))
    };
    let directions = directory.directions.iter().map(|d| d.id.0);
    PlainTotals {
        companies: totals.companies,
        overdue: totals.overdue,
        all: sums(&totals.all),
        directions: directions
            .zip(totals.directions.iter().map(sums))
            .filter(|(_, sums)| *sums != Default::default())
            .collect(),
    }
}
