//! The envelope of a successful answer: result, paging marks and the portal's account of its time.

use serde_json::Value;

use crate::error::ApiError;
use crate::lenient;

/// A successful answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// What the method returned.
    pub result: Value,
    /// How many records match, for lists that counted them (`start=-1` makes it zero or absent).
    pub total: Option<u64>,
    /// Where the next page of an offset-paged list starts.
    pub next: Option<u64>,
    /// How long the portal worked.
    pub time: Time,
}

/// The `time` block of an answer. Every field may be missing in some version, so each has a default.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Time {
    /// When the portal began, Unix seconds by its own clock.
    pub start: Option<f64>,
    /// When the portal finished, Unix seconds by its own clock.
    pub finish: Option<f64>,
    /// Seconds from start to finish.
    pub duration: f64,
    /// Seconds of the method itself.
    pub processing: f64,
    /// Seconds of execution this app has used up for the method in the running ten minutes.
    pub operating: Option<f64>,
    /// When the oldest part of `operating` is forgotten, Unix seconds by the portal's clock.
    pub operating_reset_at: Option<i64>,
}

impl Time {
    /// Reads a `time` block leniently; anything unreadable is as if it were missing.
    #[must_use]
    pub fn from_value(value: &Value) -> Self {
        let number = |key: &str| value.get(key).and_then(lenient::f64_of);
        Self {
            start: number("start"),
            finish: number("finish"),
            duration: number("duration").unwrap_or_default(),
            processing: number("processing").unwrap_or_default(),
            operating: number("operating"),
            operating_reset_at: value.get("operating_reset_at").and_then(lenient::i64_of),
        }
    }
}

impl Answer {
    /// Reads an envelope.
    ///
    /// # Errors
    /// The portal's own error when the envelope holds one; `None` inside when it is no envelope at all.
    pub fn from_body(mut body: Value) -> Result<Self, Option<ApiError>> {
        if let Some(error) = ApiError::from_body(&body) {
            return Err(Some(error));
        }
        let count = |key: &str| body.get(key).and_then(lenient::i64_of).and_then(|number| u64::try_from(number).ok());
        let (total, next) = (count("total"), count("next"));
        let time = body.get("time").map(Time::from_value).unwrap_or_default();
        let result = body.get_mut("result").ok_or(None)?.take();
        Ok(Self { result, total, next, time })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_full_envelope_is_read() {
        let body = json!({"result": [{"ID": "1"}], "total": "40000", "next": 50, "time": {
            "start": 1_771_000_000.5, "finish": 1_771_000_001, "duration": "0.5", "processing": 0.25,
            "date_start": "2026-02-13T18:20:13+03:00", "operating": 12.5, "operating_reset_at": 1_771_000_600}});
        let answer = Answer::from_body(body).unwrap();
        assert_eq!(answer.result, json!([{"ID": "1"}]));
        assert_eq!((answer.total, answer.next), (Some(40_000), Some(50)));
        let expected = Time {
            start: Some(1_771_000_000.5),
            finish: Some(1_771_000_001.0),
            duration: 0.5,
            processing: 0.25,
            operating: Some(12.5),
            operating_reset_at: Some(1_771_000_600),
        };
        assert_eq!(answer.time, expected);
    }

    #[test]
    fn a_bare_envelope_is_enough() {
        let answer = Answer::from_body(json!({"result": null})).unwrap();
        assert_eq!(answer, Answer::default());
    }

    #[test]
    fn errors_and_other_json_are_told_apart() {
        assert_eq!(Answer::from_body(json!({"error": 0})).unwrap_err().unwrap().code, "0");
        assert_eq!(Answer::from_body(json!({"hello": 1})), Err(None));
        assert_eq!(Answer::from_body(json!([])), Err(None));
    }
}
