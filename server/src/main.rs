//! The `svodka` binary.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = server::cli::Cli::parse();
    match server::cli::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "stopped");
            let audit = error.downcast_ref::<server::cli::AuditEnd>();
            audit.map_or(ExitCode::FAILURE, |end| ExitCode::from(end.code()))
        }
    }
}
