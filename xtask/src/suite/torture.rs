//! `cargo xtask test torture`: the sync under everything that can go wrong, seed by seed, on both databases.
//!
//! The course of a seed is `server/tests/it/torture.rs`; here it is told what to do and given a PostgreSQL of its own,
//! which it may restart.

use super::tally::Tally;
use crate::failure::{Failure, Outcome};
use crate::postgres::{self, Postgres};
use crate::{cargo, place, shell};
use clap::Args;
use std::ops::Range;
use std::path::PathBuf;

/// Seconds of the portal's time in the short version.
const SHORT: u32 = 60;

/// How long and how often; only with `torture`.
#[derive(Args)]
#[group(id = "torture")]
pub(crate) struct Options {
    /// With `torture`: how many seeds, one after another
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    seeds: u32,
    /// With `torture`: the first seed
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// With `torture`: how long a seed lasts on the portal's clock, minutes
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: u32,
    /// With `torture`: only this database; `sqlite:` for a file of its own, or a PostgreSQL, which is not restarted then
    #[arg(long)]
    database_url: Option<String>,
    /// With `torture`: the server is built for speed, as it runs in production
    #[arg(long)]
    release: bool,
    /// With `torture`: one short seed on each database
    #[arg(long)]
    short: bool,
}

/// Which databases, and where.
enum Place {
    Sqlite,
    Postgres(Postgres),
    Both(Postgres),
    Given(String),
}

/// As asked for.
pub(crate) fn full(options: &Options, tally: &mut Tally) -> Outcome {
    if options.short {
        return short(tally);
    }
    let place = match options.database_url.as_deref() {
        None => Place::Both(Postgres::restartable()?),
        Some(url) if url.starts_with("sqlite:") => Place::Sqlite,
        Some("postgres:" | "postgres") => Place::Postgres(Postgres::restartable()?),
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => Place::Given(url.to_owned()),
        Some(other) => return Err(Failure::new(format!("{other}: a database is sqlite: or postgres://…"))),
    };
    let end = options.seed.saturating_add(options.seeds);
    let program = if options.release { Some(built_for_speed()?) } else { None };
    torture(&place, options.seed..end, options.minutes.saturating_mul(60), program, tally)
}

/// One short seed on each database, as every run of the tests has it.
pub(crate) fn short(tally: &mut Tally) -> Outcome {
    torture(&Place::Both(Postgres::restartable()?), 1..2, SHORT, None, tally)
}

/// The release build of the server.
fn built_for_speed() -> Outcome<PathBuf> {
    let mut build = cargo::cargo();
    build.args(["build", "--release", "--package", "server", "--bins"]);
    shell::run("building the server", &mut build)?;
    Ok(place::target().join("release").join("svodka"))
}

fn torture(place: &Place, seeds: Range<u32>, seconds: u32, program: Option<PathBuf>, tally: &mut Tally) -> Outcome {
    let seeds: Vec<String> = seeds.map(|seed| seed.to_string()).collect();
    let mut command = cargo::cargo();
    // The same choice of targets as the native tests: another would choose other features and compile most crates anew.
    command.args(["test", "--workspace", "--tests"]);
    command.arg(match place {
        Place::Sqlite => "torture_on_sqlite",
        Place::Postgres(_) | Place::Given(_) => "torture_on_postgres",
        Place::Both(_) => "torture_on_",
    });
    command.args(["--", "--ignored", "--nocapture", "--test-threads=1"]);
    command.envs(program.map(|program| ("SVODKA_SERVER_PROGRAM", program)));
    command.env("SVODKA_TORTURE_SEEDS", seeds.join(",")).env("SVODKA_TORTURE_SECONDS", seconds.to_string());
    match place {
        Place::Sqlite => {}
        Place::Given(url) => drop(command.env(postgres::VARIABLE, url)),
        Place::Postgres(database) | Place::Both(database) => {
            command.env(postgres::VARIABLE, database.url());
            command.env("SVODKA_TORTURE_RESTART", database.restart().unwrap_or_default());
        }
    }
    tally.watch(&format!("torture, {} seeds of {seconds} s", seeds.len()), &mut command)
}
