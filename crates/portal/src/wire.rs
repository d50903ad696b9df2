//! Bodies in and out: JSON and forms, CORS headers, and answers that break off.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::php::{Value, parse_form, parse_multipart};

/// Reads a body by its content type: JSON, or a form when it is anything else.
pub(crate) fn parse_body(headers: &HeaderMap, body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Map(Vec::new());
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.contains("json") {
        return serde_json::from_slice(body).unwrap_or_default();
    }
    if kind.starts_with("multipart/form-data") {
        return parse_multipart(kind, body);
    }
    parse_form(body)
}

/// JSON text of a value.
pub(crate) fn encode(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("keys are strings and floats are finite")
}

/// A JSON answer.
pub(crate) fn json(status: u16, body: &Value) -> Response {
    json_bytes(status, encode(body))
}

/// A JSON answer from encoded bytes, open to pages of any origin as the platform's are.
pub(crate) fn json_bytes(status: u16, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    open_to_all(response.headers_mut());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

/// An XML answer, for addresses ending with `.xml`.
pub(crate) fn xml_bytes(status: u16, body: Vec<u8>) -> Response {
    let mut response = json_bytes(status, body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
    response
}

/// The content of a file.
pub(crate) fn file(body: Vec<u8>) -> Response {
    let mut response = json_bytes(200, body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    response
}

fn open_to_all(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let allowed = HeaderValue::from_static("origin, content-type, accept");
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
}

/// The answer to a preflight request.
pub(crate) fn preflight() -> Response {
    let mut response = Response::new(Body::empty());
    open_to_all(response.headers_mut());
    let methods = HeaderValue::from_static("GET, POST, OPTIONS");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    response
}

/// An HTML page where a client expects JSON.
pub(crate) fn html(status: StatusCode, text: &str) -> Response {
    let page = format!("<html>\n<head><title>{text}</title></head>\n<body><h1>{text}</h1></body>\n</html>\n");
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}

/// 302 to another address, with a body that is not JSON.
pub(crate) fn found(location: &str) -> Response {
    let mut response = html(StatusCode::FOUND, "302 Found");
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// The same answer with this body, whose second half comes after a pause.
pub(crate) fn trickle(mut response: Response, mut body: Vec<u8>, pause: Duration) -> Response {
    let rest = body.split_off(body.len() / 2);
    let first = stream::iter([Ok::<_, io::Error>(body)]);
    let second = stream::once(async move {
        tokio::time::sleep(pause).await;
        Ok(rest)
    });
    *response.body_mut() = Body::from_stream(first.chain(second));
    response
}

/// An answer that promises `length` bytes, sends these and closes the connection.
pub(crate) fn broken(body: Vec<u8>, length: usize) -> Response {
    let pieces = [Ok(body), Err(io::Error::from(io::ErrorKind::ConnectionAborted))];
    let mut response = Response::new(Body::from_stream(stream::iter(pieces)));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}
