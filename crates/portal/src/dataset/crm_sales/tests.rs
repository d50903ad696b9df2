//! The published files against records, figures computed from the text of the files alone; and every malformed line.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::load;
use crate::dataset::{BadLine, DatasetError};
use crate::model::{Deal, FieldValue, Records, StageSemantics};

/// The published files, when they are beside the repository.
fn published() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/crm-sales-opportunities");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: the published files are not beside the repository");
    None
}

/// Cells of every line but the first; the published files have no quoted cells.
fn cells(directory: &Path, file: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(directory.join(file)).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn product_of<'a>(records: &'a Records, deal: &Deal) -> &'a str {
    let field = records.user_field(crate::model::DEAL, "UF_CRM_PRODUCT").unwrap();
    let (_, value) = deal.user_values.iter().find(|(id, _)| *id == field.id).unwrap();
    let FieldValue::Item(item) = value else { panic!("the product is one item") };
    field.items.iter().find(|known| known.id == *item).map(|known| &*known.value).unwrap()
}

#[test]
fn counts_and_sums_are_those_of_the_files() {
    let Some(directory) = published() else { return };
    let loaded = load(&directory, false).unwrap();
    let records = &loaded.records;
    assert!(loaded.skipped.is_empty());
    assert_eq!(records.companies.len(), 85);
    assert_eq!(records.deals.len(), 8_800);
    let count = |letter| records.deals.iter().filter(|deal| deal.semantics.letter() == letter).count();
    assert_eq!((count("S"), count("F"), count("P")), (4_238, 2_473, 2_089));
    let won = records.deals.iter().filter(|deal| deal.semantics == StageSemantics::Success);
    assert_eq!(won.map(|deal| deal.amount).sum::<i64>(), 10_005_534 * 10_000);
    assert_eq!(records.deals.iter().filter(|deal| deal.company_id == 0).count(), 1_425);
    assert_eq!(records.users.len(), 42);
    assert_eq!(records.departments.len(), 10);
}

#[test]
fn won_sums_match_for_every_agent_product_and_company() {
    let Some(directory) = published() else { return };
    let records = load(&directory, false).unwrap().records;
    let mut expected: BTreeMap<(String, String, String), i64> = BTreeMap::new();
    for row in cells(&directory, "sales_pipeline.csv").iter().filter(|row| row[4] == "Won") {
        let product = if row[2] == "GTXPro" { "GTX Pro" } else { &row[2] };
        let key = (row[1].clone(), product.to_owned(), row[3].clone());
        *expected.entry(key).or_default() += row[7].parse::<i64>().unwrap();
    }
    let mut found: BTreeMap<(String, String, String), i64> = BTreeMap::new();
    for deal in records.deals.iter().filter(|deal| deal.semantics == StageSemantics::Success) {
        let agent = records.users.get(deal.assigned_by).unwrap().full_name();
        let company = records.companies.get(deal.company_id).map_or("", |company| &*company.title);
        let key = (agent, product_of(&records, deal).to_owned(), company.to_owned());
        *found.entry(key).or_default() += deal.amount / 10_000;
    }
    assert_eq!(found, expected);
}

#[test]
fn two_spellings_are_one_product_and_a_misspelt_sector_stays() {
    let Some(directory) = published() else { return };
    let records = load(&directory, false).unwrap().records;
    let products = &records.deal_fields[0].items;
    let names: Vec<&str> = products.iter().map(|item| &*item.value).collect();
    assert_eq!(
        names,
        ["GTX Basic", "GTX Pro", "MG Special", "MG Advanced", "GTX Plus Pro", "GTX Plus Basic", "GTK 500"]
    );
    assert_eq!(records.deals.iter().filter(|deal| product_of(&records, deal) == "GTX Pro").count(), 1_480);
    let sectors = records.statuses.iter().filter(|row| &*row.entity_id == "INDUSTRY");
    let sectors: HashSet<&str> = sectors.map(|row| &*row.name).collect();
    let expected: HashSet<String> = cells(&directory, "accounts.csv").iter().map(|row| row[1].clone()).collect();
    assert_eq!(sectors, expected.iter().map(String::as_str).collect());
    assert!(sectors.contains("technolgy"));
}

#[test]
fn a_company_belongs_to_its_busiest_agent() {
    let Some(directory) = published() else { return };
    let records = load(&directory, false).unwrap().records;
    let order: Vec<String> = cells(&directory, "sales_teams.csv").into_iter().map(|row| row[0].clone()).collect();
    let mut counts: HashMap<(String, String), usize> = HashMap::new();
    for row in cells(&directory, "sales_pipeline.csv") {
        *counts.entry((row[3].clone(), row[1].clone())).or_default() += 1;
    }
    for company in &records.companies {
        let count = |agent: &String| counts.get(&(company.title.to_string(), agent.clone())).copied().unwrap_or(0);
        let mut best = &order[0];
        for agent in &order {
            if count(agent) > count(best) {
                best = agent;
            }
        }
        assert_eq!(&records.users.get(company.assigned_by).unwrap().full_name(), best, "{}", company.title);
    }
}

#[test]
fn accounts_keep_revenue_employees_and_office() {
    let Some(directory) = published() else { return };
    let records = load(&directory, false).unwrap().records;
    let acme = records.companies.iter().find(|company| &*company.title == "Acme Corporation").unwrap();
    assert_eq!(acme.revenue, 1_100_040_000 * 10_000);
    assert_eq!(records.text(acme.currency), "USD");
    assert_eq!(records.text(acme.address), "United States");
    assert_eq!(records.text(acme.industry), "TECHNOLGY");
    let field = records.user_field(crate::model::COMPANY, "UF_CRM_EMPLOYEES_COUNT").unwrap();
    assert!(acme.user_values.contains(&(field.id, FieldValue::Integer(2_822))));
    let expected: i64 = cells(&directory, "accounts.csv").iter().map(|row| row[4].parse::<i64>().unwrap()).sum();
    let found = records.companies.iter().flat_map(|company| &company.user_values);
    let found = found.filter(|(id, _)| *id == field.id).map(|(_, value)| match value {
        FieldValue::Integer(count) => *count,
        other => panic!("not a whole number: {other:?}"),
    });
    assert_eq!(found.sum::<i64>(), expected);
}

#[test]
fn managers_head_six_teams_in_three_offices() {
    let Some(directory) = published() else { return };
    let records = load(&directory, false).unwrap().records;
    for row in cells(&directory, "sales_teams.csv") {
        let agent = records.users.iter().find(|user| user.full_name() == row[0]).unwrap();
        let team = records.departments.get(agent.departments[0]).unwrap();
        assert_eq!(records.users.get(team.head).unwrap().full_name(), row[1]);
        let office = records.departments.get(team.parent).unwrap();
        assert_eq!(&*office.name, format!("{} office", row[2]));
        assert_eq!(office.parent, 1);
    }
}

#[test]
fn opportunities_keep_their_days() {
    let Some(directory) = published() else { return };
    let records = load(&directory, false).unwrap().records;
    // 10/20/2016 and 3/1/2017 as days since 1970-01-01.
    let first = records.deals.get(1).unwrap();
    assert_eq!(&*first.title, "1C1I7A6R GTX Plus Basic");
    assert_eq!((first.begin_day, first.close_day), (Some(17_094), Some(17_226)));
    assert_eq!(first.created_at.div_euclid(86_400_000), 17_094);
    assert_eq!(first.modified_at.div_euclid(86_400_000), 17_226);
    // The last day of the files is 12/31/2017.
    let prospects = records.deals.iter().filter(|deal| records.text(deal.stage_id) == "NEW");
    let days: Vec<_> = prospects.map(|deal| (deal.begin_day, deal.created_at.div_euclid(86_400_000))).collect();
    assert_eq!(days.len(), 500);
    assert!(days.iter().all(|day| *day == (None, 17_531)));
}

/// Four small well-formed files with one of them replaced, and what loading them said.
fn with(file: &str, text: &str) -> (Result<super::Loaded, DatasetError>, Result<super::Loaded, DatasetError>) {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let directory = std::env::temp_dir().join(format!("portal-crm-sales-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let files = [
        (
            "accounts.csv",
            "account,sector,year_established,revenue,employees,office_location,subsidiary_of\nAcme,retail,1996,1.5,10,Kenya,\n",
        ),
        ("products.csv", "product,series,sales_price\nGTX Pro,GTX,4821\n"),
        ("sales_teams.csv", "sales_agent,manager,regional_office\nAnn Lee,Bo Ray,East\n"),
        (
            "sales_pipeline.csv",
            "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\nA1,Ann Lee,GTXPro,Acme,Won,1/2/2017,2/3/2017,50\n",
        ),
    ];
    for (name, good) in files {
        let content = if name == file { format!("{good}{text}\n") } else { good.to_owned() };
        std::fs::write(directory.join(name), content).unwrap();
    }
    let outcome = (load(&directory, false), load(&directory, true));
    std::fs::remove_dir_all(&directory).unwrap();
    outcome
}

#[test]
fn malformed_lines_are_refused_with_file_line_and_reason_or_counted() {
    let cases = [
        ("sales_pipeline.csv", "B2,Ann Lee,GTX Pro,Acme,Won,1/2/2017,2/3/2017", "7 columns instead of 8"),
        ("sales_pipeline.csv", "B2,Ann Lee,GTX Pro,Acme,Won,1/2/2017,2/3/2017,5,6", "9 columns instead of 8"),
        ("sales_pipeline.csv", "B2,Nobody,GTX Pro,Acme,Won,1/2/2017,2/3/2017,5", "unknown sales_agent `Nobody`"),
        ("sales_pipeline.csv", "B2,Ann Lee,Cake,Acme,Won,1/2/2017,2/3/2017,5", "unknown product `Cake`"),
        ("sales_pipeline.csv", "B2,Ann Lee,GTX Pro,Other,Won,1/2/2017,2/3/2017,5", "unknown account `Other`"),
        ("sales_pipeline.csv", "B2,Ann Lee,GTX Pro,Acme,Gone,1/2/2017,2/3/2017,5", "unknown deal_stage `Gone`"),
        (
            "sales_pipeline.csv",
            "B2,Ann Lee,GTX Pro,Acme,Won,13/2/2017,2/3/2017,5",
            "engage_date is not a date of the form month/day/year: `13/2/2017`",
        ),
        (
            "sales_pipeline.csv",
            "B2,Ann Lee,GTX Pro,Acme,Lost,1/2/2017,soon,5",
            "close_date is not a date of the form month/day/year: `soon`",
        ),
        ("sales_pipeline.csv", "B2,Ann Lee,GTX Pro,Acme,Won,1/2/2017,2/3/2017,x", "close_value is not a number: `x`"),
        (
            "sales_pipeline.csv",
            "B2,Ann Lee,GTX Pro,Acme,Won,1/2/2017,,5",
            "close_date is blank although the stage is Won",
        ),
        ("sales_pipeline.csv", "A1,Ann Lee,GTX Pro,Acme,Won,1/2/2017,2/3/2017,5", "opportunity_id `A1` appears twice"),
        ("sales_pipeline.csv", ",Ann Lee,GTX Pro,Acme,Won,1/2/2017,2/3/2017,5", "opportunity_id is blank"),
        ("accounts.csv", "Beta,retail,1996,lots,10,Kenya,", "revenue is not a number: `lots`"),
        ("accounts.csv", "Beta,retail,1996,1.5,ten,Kenya,", "employees is not a whole number: `ten`"),
        ("accounts.csv", "Beta,retail", "2 columns instead of 7"),
        ("products.csv", "gtx PRO,GTX,1", "product `gtxpro` appears twice"),
        ("sales_teams.csv", "Cy Poe,,East", "manager is blank"),
    ];
    for (file, text, reason) in cases {
        let (strict, lenient) = with(file, text);
        let expected = BadLine { file, line: 3, reason: reason.to_owned() };
        match strict {
            Err(DatasetError::Line(bad)) => assert_eq!(bad, expected),
            other => panic!("{text}: {other:?}"),
        }
        let lenient = lenient.unwrap();
        assert_eq!(lenient.skipped, [expected]);
        assert_eq!(lenient.records.deals.len(), 1, "{text}");
        assert_eq!(lenient.records.companies.len(), 1, "{text}");
    }
}

#[test]
fn a_blank_account_and_amount_are_taken() {
    let (strict, _) =
        with("sales_pipeline.csv", "B2,Ann Lee,gtx pro,,Engaging,1/5/2017,,\n\nC3,Ann Lee,GTX Pro,,Prospecting,,,");
    let records = strict.unwrap().records;
    assert_eq!(records.deals.len(), 3);
    let open = records.deals.get(2).unwrap();
    assert_eq!((open.company_id, open.amount, open.close_day), (0, 0, None));
    // The last date of the file is 2/3/2017.
    assert_eq!(records.deals.get(3).unwrap().created_at.div_euclid(86_400_000), 17_200);
}

#[test]
fn a_missing_file_is_named() {
    let error = load(Path::new("no-such-directory"), true).unwrap_err();
    assert!(matches!(&error, DatasetError::Unreadable { file, .. } if file.ends_with("accounts.csv")), "{error}");
}
