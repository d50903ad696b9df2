//! Answering with a file that was made for the question: which kinds there are, how many are made at once, how they are sent.

use crate::export::{self, ExportError, Tabular};
use crate::http::error::Error;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::StreamExt as _;
use http::{HeaderValue, header};
use std::fs::File;
use std::io::{Seek, SeekFrom};
use tokio::io::AsyncReadExt;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Files made at once: each holds a copy of its viewer's table while it is written.
static TURNS: Semaphore = Semaphore::const_new(2);
/// Bytes sent at once.
const CHUNK: usize = 64 * 1024;

/// The kinds of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Csv,
}

impl Kind {
    /// Reads the name used in addresses.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        match text {
            "xlsx" => Ok(Self::Xlsx),
            "csv" => Ok(Self::Csv),
            _ => Err(Error::Invalid { field: "format", detail: "xlsx or csv".to_owned() }),
        }
    }

    /// The ending of a file's name.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    fn media(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// Waits for the right to make a file.
pub(super) async fn turn() -> Result<SemaphorePermit<'static>, Error> {
    TURNS.acquire().await.map_err(Error::internal)
}

/// Writes a sheet into a file without a name.
pub(super) fn write(kind: Kind, sheet: &impl Tabular) -> Result<File, ExportError> {
    let mut file = tempfile::tempfile()?;
    match kind {
        Kind::Xlsx => export::xlsx::write(sheet, &mut file)?,
        Kind::Csv => export::csv::write(sheet, &mut file)?,
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// The answer: the file under this name, to which its ending is added.
pub(super) fn answer(kind: Kind, file: File, name: &str, rows: usize) -> Result<Response, Error> {
    let length = file.metadata().map_err(Error::internal)?.len();
    let mut response = Response::new(streamed(tokio::fs::File::from_std(file)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media()));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    let name = format!("attachment; filename=\"{name}.{}\"", kind.ending());
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::try_from(name).map_err(Error::internal)?);
    headers.insert(http::HeaderName::from_static("x-rows"), HeaderValue::from(rows));
    Ok(response)
}

/// A file sent piece by piece.
fn streamed(file: tokio::fs::File) -> Body {
    let pieces = futures_util::stream::unfold(Some(file), |file| async {
        let mut file = file?;
        let mut piece = vec![0; CHUNK];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some((Ok(Bytes::from(piece)), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    });
    // Whatever stands between here and the connection may ask once more after the end.
    Body::from_stream(pieces.fuse())
}
