//! The four files as typed rows that refer to each other by index, every reference checked.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use jiff::civil::Date;

use super::lines::{count, day, decimal, filled, read as read_lines};
use crate::dataset::{BadLine, DatasetError};

/// An account.
pub(super) struct Account {
    pub(super) name: String,
    pub(super) sector: String,
    pub(super) established: Option<u32>,
    /// Ten-thousandths of a dollar.
    pub(super) revenue: i64,
    pub(super) employees: Option<u32>,
    pub(super) office: String,
    pub(super) parent: String,
}

/// A sales agent with the index of the manager.
pub(super) struct Agent {
    pub(super) name: String,
    pub(super) manager: usize,
}

/// A manager with the index of the regional office.
pub(super) struct Manager {
    pub(super) name: String,
    pub(super) office: usize,
}

/// The stage of an opportunity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Prospecting,
    Engaging,
    Won,
    Lost,
}

/// An opportunity with the indices of its agent, product and account.
pub(super) struct Opportunity {
    pub(super) id: String,
    pub(super) agent: usize,
    pub(super) product: usize,
    pub(super) account: Option<usize>,
    pub(super) stage: Stage,
    pub(super) engaged: Option<Date>,
    pub(super) closed: Option<Date>,
    /// Ten-thousandths of a dollar.
    pub(super) value: i64,
}

/// Everything published, in the order of the files.
#[derive(Default)]
pub(super) struct Published {
    pub(super) accounts: Vec<Account>,
    pub(super) products: Vec<String>,
    pub(super) offices: Vec<String>,
    pub(super) managers: Vec<Manager>,
    pub(super) agents: Vec<Agent>,
    pub(super) opportunities: Vec<Opportunity>,
}

/// Reads the files, products and teams first because opportunities refer to them.
pub(super) fn read(directory: &Path, skip_bad: bool, skipped: &mut Vec<BadLine>) -> Result<Published, DatasetError> {
    let mut published = Published::default();
    read_accounts(&mut published, directory, skip_bad, skipped)?;
    read_products(&mut published, directory, skip_bad, skipped)?;
    read_teams(&mut published, directory, skip_bad, skipped)?;
    read_pipeline(&mut published, directory, skip_bad, skipped)?;
    Ok(published)
}

fn read_accounts(
    published: &mut Published,
    directory: &Path,
    skip_bad: bool,
    skipped: &mut Vec<BadLine>,
) -> Result<(), DatasetError> {
    let columns = ["account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of"];
    let mut known = HashSet::new();
    read_lines(directory, "accounts.csv", &columns, skip_bad, skipped, |line| {
        let optional = |column: usize| match line.cell(column) {
            "" => Ok(None),
            cell => count(cell, columns[column]).map(Some),
        };
        let account = Account {
            name: filled(line.cell(0), "account")?.to_owned(),
            sector: line.cell(1).to_owned(),
            established: optional(2)?,
            // Millions of dollars: six digits more than a dollar has, four more for ten-thousandths.
            revenue: if line.cell(3).is_empty() { 0 } else { decimal(line.cell(3), 10, "revenue")? },
            employees: optional(4)?,
            office: line.cell(5).to_owned(),
            parent: line.cell(6).to_owned(),
        };
        unique(&mut known, &account.name, "account")?;
        published.accounts.push(account);
        Ok(())
    })
}

fn read_products(
    published: &mut Published,
    directory: &Path,
    skip_bad: bool,
    skipped: &mut Vec<BadLine>,
) -> Result<(), DatasetError> {
    let mut known = HashSet::new();
    read_lines(directory, "products.csv", &["product", "series", "sales_price"], skip_bad, skipped, |line| {
        let product = filled(line.cell(0), "product")?;
        decimal(line.cell(2), 4, "sales_price")?;
        unique(&mut known, &product_key(product), "product")?;
        published.products.push(product.to_owned());
        Ok(())
    })
}

fn read_teams(
    published: &mut Published,
    directory: &Path,
    skip_bad: bool,
    skipped: &mut Vec<BadLine>,
) -> Result<(), DatasetError> {
    let columns = ["sales_agent", "manager", "regional_office"];
    let mut known = HashSet::new();
    read_lines(directory, "sales_teams.csv", &columns, skip_bad, skipped, |line| {
        let name = filled(line.cell(0), "sales_agent")?;
        let manager = filled(line.cell(1), "manager")?;
        let office = filled(line.cell(2), "regional_office")?;
        unique(&mut known, name, "sales_agent")?;
        let offices = &mut published.offices;
        let office = offices.iter().position(|known| known == office).unwrap_or_else(|| {
            offices.push(office.to_owned());
            offices.len() - 1
        });
        let managers = &mut published.managers;
        let manager = managers.iter().position(|known| known.name == manager).unwrap_or_else(|| {
            managers.push(Manager { name: manager.to_owned(), office });
            managers.len() - 1
        });
        published.agents.push(Agent { name: name.to_owned(), manager });
        Ok(())
    })
}

fn read_pipeline(
    published: &mut Published,
    directory: &Path,
    skip_bad: bool,
    skipped: &mut Vec<BadLine>,
) -> Result<(), DatasetError> {
    let columns = [
        "opportunity_id",
        "sales_agent",
        "product",
        "account",
        "deal_stage",
        "engage_date",
        "close_date",
        "close_value",
    ];
    let index = |names: Vec<String>| -> HashMap<String, usize> {
        names.into_iter().enumerate().map(|(place, name)| (name, place)).collect()
    };
    let agents = index(published.agents.iter().map(|agent| agent.name.clone()).collect());
    let products = index(published.products.iter().map(|name| product_key(name)).collect());
    let accounts = index(published.accounts.iter().map(|account| account.name.clone()).collect());
    let mut known = HashSet::new();
    read_lines(directory, "sales_pipeline.csv", &columns, skip_bad, skipped, |line| {
        let find = |map: &HashMap<String, usize>, key: &str, column: usize| {
            let missing = || format!("unknown {} `{}`", columns[column], line.cell(column));
            map.get(key).copied().ok_or_else(missing)
        };
        let optional = |column: usize| match line.cell(column) {
            "" => Ok(None),
            cell => day(cell, columns[column]).map(Some),
        };
        let opportunity = Opportunity {
            id: filled(line.cell(0), "opportunity_id")?.to_owned(),
            agent: find(&agents, line.cell(1), 1)?,
            product: find(&products, &product_key(line.cell(2)), 2)?,
            account: if line.cell(3).is_empty() { None } else { Some(find(&accounts, line.cell(3), 3)?) },
            stage: stage(line.cell(4))?,
            engaged: optional(5)?,
            closed: optional(6)?,
            value: if line.cell(7).is_empty() { 0 } else { decimal(line.cell(7), 4, "close_value")? },
        };
        if opportunity.closed.is_none() && matches!(opportunity.stage, Stage::Won | Stage::Lost) {
            return Err(format!("close_date is blank although the stage is {}", line.cell(4)));
        }
        unique(&mut known, &opportunity.id, "opportunity_id")?;
        published.opportunities.push(opportunity);
        Ok(())
    })
}

fn stage(cell: &str) -> Result<Stage, String> {
    match cell {
        "Prospecting" => Ok(Stage::Prospecting),
        "Engaging" => Ok(Stage::Engaging),
        "Won" => Ok(Stage::Won),
        "Lost" => Ok(Stage::Lost),
        other => Err(format!("unknown deal_stage `{other}`")),
    }
}

/// What two spellings of one product share: its letters and digits in one case, without spaces.
fn product_key(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn unique(known: &mut HashSet<String>, key: &str, column: &str) -> Result<(), String> {
    if known.insert(key.to_owned()) { Ok(()) } else { Err(format!("{column} `{key}` appears twice")) }
}
