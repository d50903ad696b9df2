//! An answer that goes on: events as they arrive. The browser's own `EventSource` can not send the bearer token, so the
//! body is read here.

use super::{ApiError, Cancel};
use crate::live::events::{Parser, ServerEvent};
use futures_util::future::{Either, select};
use gloo_net::http::Response;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

/// The server sends at least a comment every 15 s; after so many milliseconds of silence the connection is dead.
const SILENCE: u32 = 45_000;

/// Events of an open answer. Dropping it closes the connection.
pub(crate) struct EventStream {
    reader: ReadableStreamDefaultReader,
    parser: Parser,
    ready: VecDeque<ServerEvent>,
    _cancel: Option<Cancel>,
}

impl EventStream {
    pub(super) fn of(response: &Response, cancel: Option<Cancel>) -> Result<Self, ApiError> {
        let body = response.body().ok_or(ApiError::Unreadable)?;
        let reader = body.get_reader().unchecked_into();
        Ok(Self { reader, parser: Parser::default(), ready: VecDeque::new(), _cancel: cancel })
    }

    /// The next event; none when the server has ended the answer, which it does with every session.
    pub(crate) async fn next(&mut self) -> Result<Option<ServerEvent>, ApiError> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            let piece = JsFuture::from(self.reader.read());
            let Either::Left((piece, _)) = select(piece, TimeoutFuture::new(SILENCE)).await else {
                return Err(ApiError::Network);
            };
            let piece = piece.map_err(|_| ApiError::Network)?;
            if field(&piece, "done").is_truthy() {
                return Ok(None);
            }
            let bytes: Uint8Array = field(&piece, "value").dyn_into().map_err(|_| ApiError::Unreadable)?;
            self.ready.extend(self.parser.take(&bytes.to_vec()));
        }
    }
}

/// A field of what the reader hands over.
fn field(piece: &JsValue, name: &str) -> JsValue {
    Reflect::get(piece, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
