//! Keeping a portal over restarts (`--dir`).
//!
//! Records are not copied: a dataset gives the same ones for the same present instant, so it is enough to remember that
//! instant and every call that wrote, and to make those calls again. What cannot be made again, tokens and the state of
//! the apps, is a small snapshot, written beside and put in place in one step whenever it has changed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::config::Config;
use crate::dataset::Dataset;
use crate::php::Value;
use crate::state::{AppOnPortal, AppState, Kept, Standing, Tokens};
use crate::{control, rest};

const SNAPSHOT: &str = "snapshot.json";
const WRITES: &str = "writes.jsonl";
/// How often a changed snapshot is written.
const PERIOD: Duration = Duration::from_millis(500);

/// Why a kept portal cannot be taken up again.
#[derive(Debug, Error)]
pub enum KeepError {
    /// A file could not be read or written.
    #[error("keeping {}: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what was written.
    #[error("{} is damaged: {source}", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// Where.
        source: serde_json::Error,
    },
    /// The folder belongs to a portal with other records.
    #[error("{} keeps a portal of the dataset {kept}, not {asked}", folder.display())]
    OtherDataset {
        /// The folder.
        folder: PathBuf,
        /// Its dataset.
        kept: String,
        /// The dataset of the command line.
        asked: String,
    },
}

/// Everything of a portal but its records.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// Dataset the records came from.
    dataset: String,
    /// Present instant for which they were generated, UTC ms.
    born_ms: i64,
    /// How far the portal's clock is ahead of the machine's, ms.
    offset_ms: i64,
    /// Present and former name of a renamed portal.
    renamed: Option<(String, String)>,
    standing: Standing,
    apps: Vec<AppOnPortal>,
    tokens: Tokens,
}

/// A call that changed records.
#[derive(Debug, Serialize, Deserialize)]
struct Written {
    at: i64,
    by: u32,
    app: Option<usize>,
    call: String,
    params: Value,
}

/// The folder of one portal.
#[derive(Debug)]
pub(crate) struct Keeper {
    folder: PathBuf,
    dataset: String,
    born_ms: i64,
    writes: Mutex<File>,
}

/// What was found in a folder.
pub(crate) struct Found {
    pub(crate) keeper: Keeper,
    snapshot: Option<Snapshot>,
    written: Vec<Written>,
}

impl Found {
    /// Instant for which the records are to be generated, and how far the clock is ahead of the machine's.
    pub(crate) fn clock(&self) -> (i64, Option<i64>) {
        (self.keeper.born_ms, self.snapshot.as_ref().map(|snapshot| snapshot.offset_ms))
    }
}

/// Opens the folder of a portal, which may be new.
pub(crate) fn open(config: &Config, member_id: &str, dataset: &Dataset, now: i64) -> Result<Option<Found>, KeepError> {
    let Some(dir) = &config.dir else { return Ok(None) };
    let folder = dir.join(member_id);
    let failed = |file: &Path| {
        let file = file.to_owned();
        move |source| KeepError::File { file, source }
    };
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    let dataset = format!("{dataset:?}");
    let file = folder.join(SNAPSHOT);
    let snapshot: Option<Snapshot> = match fs::read(&file) {
        Ok(bytes) => {
            let read = serde_json::from_slice(&bytes);
            Some(read.map_err(|source| KeepError::Damaged { file: file.clone(), source })?)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(source) => return Err(KeepError::File { file, source }),
    };
    if let Some(other) = snapshot.as_ref().filter(|snapshot| snapshot.dataset != dataset) {
        return Err(KeepError::OtherDataset { folder, kept: other.dataset.clone(), asked: dataset });
    }
    let file = folder.join(WRITES);
    // Writes without a snapshot belong to a portal that never came to be.
    let written = if snapshot.is_some() { read_written(&file)? } else { Vec::new() };
    let log = OpenOptions::new().create(true).append(true).open(&file).map_err(failed(&file))?;
    if snapshot.is_none() {
        log.set_len(0).map_err(failed(&file))?;
    }
    let born_ms = snapshot.as_ref().map_or(now, |snapshot| snapshot.born_ms);
    Ok(Some(Found { keeper: Keeper { folder, dataset, born_ms, writes: Mutex::new(log) }, snapshot, written }))
}

/// Reads the calls; half a line at the end is a call that was not finished and is cut off.
fn read_written(file: &Path) -> Result<Vec<Written>, KeepError> {
    let failed = |source| KeepError::File { file: file.to_owned(), source };
    let opened = match OpenOptions::new().read(true).write(true).open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        opened => opened.map_err(failed)?,
    };
    let mut reader = BufReader::new(&opened);
    let (mut written, mut line, mut whole) = (Vec::new(), String::new(), 0);
    while reader.read_line(&mut line).map_err(failed)? > 0 {
        if !line.ends_with('\n') {
            opened.set_len(whole).map_err(failed)?;
            break;
        }
        let call = serde_json::from_str(&line);
        written.push(call.map_err(|source| KeepError::Damaged { file: file.to_owned(), source })?);
        whole += u64::try_from(line.len()).unwrap_or_default();
        line.clear();
    }
    Ok(written)
}

impl AppState {
    /// Makes the kept calls again and puts the snapshot in place, then keeps what happens from now on.
    pub(crate) fn take_up(&self, found: Found) {
        self.replay(true);
        for call in &found.written {
            self.clock().pin(Some(call.at));
            let again = match call.call.strip_prefix("control:") {
                Some(action) => control::repeat(self, action, &call.params),
                None => rest::repeat(self, &call.call, &call.params, call.by, call.app),
            };
            if let Err(why) = again {
                tracing::warn!(call = call.call, why, "a kept call could not be made again");
            }
        }
        self.clock().pin(None);
        if let Some(snapshot) = found.snapshot {
            self.restore(Kept {
                renamed: snapshot.renamed,
                standing: snapshot.standing,
                apps: snapshot.apps,
                tokens: snapshot.tokens,
            });
        }
        self.replay(false);
        self.set_keeper(found.keeper);
        self.save(&mut Vec::new());
        let state = self.clone();
        self.runtime().spawn(async move {
            let mut last = Vec::new();
            loop {
                tokio::time::sleep(PERIOD).await;
                state.save(&mut last);
            }
        });
    }

    /// Remembers a call that changed records, if this portal is kept.
    pub(crate) fn keep_call(&self, call: &str, params: &Value, by: u32, app: Option<usize>) {
        let Some(keeper) = self.keeper().filter(|_| !self.is_replaying()) else { return };
        let written = Written { at: self.now_ms(), by, app, call: call.to_owned(), params: params.clone() };
        let mut line = serde_json::to_vec(&written).expect("keys are strings and floats are finite");
        line.push(b'\n');
        let mut writes = keeper.writes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writes.write_all(&line) {
            tracing::error!(%error, "a change is not kept");
        }
    }

    /// Writes the snapshot unless it is the last one.
    pub(crate) fn save(&self, last: &mut Vec<u8>) {
        let Some(keeper) = self.keeper() else { return };
        let bytes = self.with_kept(|renamed, standing, apps, tokens| {
            #[derive(Serialize)]
            struct View<'a> {
                dataset: &'a str,
                born_ms: i64,
                offset_ms: i64,
                renamed: Option<(String, String)>,
                standing: Standing,
                apps: &'a [AppOnPortal],
                tokens: &'a Tokens,
            }
            let (dataset, born_ms, offset_ms) = (keeper.dataset.as_str(), keeper.born_ms, self.clock().offset());
            serde_json::to_vec(&View { dataset, born_ms, offset_ms, renamed, standing, apps, tokens })
        });
        let written = bytes.map_err(io::Error::from).and_then(|bytes| {
            if bytes == *last {
                return Ok(());
            }
            let beside = keeper.folder.join("snapshot.new");
            fs::write(&beside, &bytes)?;
            fs::rename(&beside, keeper.folder.join(SNAPSHOT))?;
            *last = bytes;
            Ok(())
        });
        if let Err(error) = written {
            tracing::error!(%error, "the state of the apps is not kept");
        }
    }
}
