//! The portal's page around the app: the only place that posts messages to it and listens to it.
//!
//! Implemented directly on the documented protocol, so that no script of another host has to be loaded.

pub(crate) mod message;

use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect};
use message::{Identity, decode, encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen::{JsCast, UnwrapThrowExt};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Window};

/// How long an answer is waited for, milliseconds. The portal leaves a failed `refreshAuth` unanswered.
const PATIENCE: u32 = 10_000;

/// Why the frame did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrameError {
    /// No answer in time.
    Silent,
    /// An answer that does not read.
    Unreadable,
}

/// What the portal tells about this opening of the app.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct InitData {
    /// Access token of the person who looks.
    pub(crate) auth_id: String,
    /// The portal's permanent id.
    pub(crate) member_id: String,
    /// Host of the portal.
    pub(crate) domain: String,
    /// Where the app was opened.
    #[serde(default)]
    pub(crate) placement: String,
    /// Options of the placement.
    #[serde(default)]
    pub(crate) placement_options: Value,
}

/// A fresh access token.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct FreshAuth {
    /// Access token of the person who looks.
    pub(crate) auth_id: String,
}

type Waiting = Rc<RefCell<HashMap<String, Function>>>;

/// The open line to the portal's page. Clones share it.
#[derive(Clone)]
pub(crate) struct Frame {
    identity: Rc<Identity>,
    parent: Window,
    waiting: Waiting,
    asked: Rc<Cell<u32>>,
}

impl Frame {
    /// Starts to listen; `None` when the page does not stand inside another one.
    pub(crate) fn open(window: &Window, identity: Identity) -> Option<Self> {
        let parent = window.parent().ok().flatten()?;
        if js_sys::Object::is(&parent, window) {
            return None;
        }
        let frame = Self { identity: Rc::new(identity), parent, waiting: Waiting::default(), asked: Rc::default() };
        frame.listen(window);
        Some(frame)
    }

    /// The portal's origin, for links that open outside the frame.
    pub(crate) fn origin(&self) -> String {
        self.identity.origin()
    }

    /// Who looks and from where.
    pub(crate) async fn init_data(&self) -> Result<InitData, FrameError> {
        self.ask("getInitData", None).await
    }

    /// A fresh access token for the same person.
    pub(crate) async fn refresh_auth(&self) -> Result<FreshAuth, FrameError> {
        self.ask("refreshAuth", None).await
    }

    /// Tells the portal that the installer is done; the portal then reloads the page around the app.
    pub(crate) fn finish_install(&self) {
        self.tell("setInstallFinish", None);
    }

    /// Title of the portal's page.
    pub(crate) fn set_title(&self, title: &str) {
        self.tell("setTitle", Some(&json!({ "title": title })));
    }

    /// Asks for a larger frame.
    pub(crate) fn resize(&self, width: i32, height: i32) {
        self.tell("resizeWindow", Some(&json!({ "width": width, "height": height })));
    }

    /// Opens a card of the portal in its slider; where the portal can not, in a new tab. The slider answers only when
    /// it is closed, so silence means success.
    pub(crate) async fn open_path(&self, path: String) {
        let answer: Result<Value, FrameError> = self.ask("openPath", Some(&json!({ "path": path }))).await;
        if answer.is_ok_and(|answer| answer["result"] == "error") {
            let address = format!("{}{path}", self.origin());
            // A blocked pop-up leaves the link itself, which can still be opened by hand.
            drop(leptos::prelude::window().open_with_url_and_target(&address, "_blank"));
        }
    }

    fn listen(&self, window: &Window) {
        let origin = self.identity.origin();
        let waiting = Rc::clone(&self.waiting);
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if event.origin() != origin {
                return;
            }
            let Some(text) = event.data().as_string() else { return };
            let Some((callback, answer)) = decode(&text) else { return };
            let resolve = waiting.borrow_mut().remove(callback);
            if let Some(resolve) = resolve {
                settle(&resolve, &JsValue::from_str(answer));
            }
        });
        window
            .add_event_listener_with_callback("message", listener.as_ref().unchecked_ref())
            .expect_throw("a window takes listeners");
        // The line stays open as long as the page.
        listener.forget();
    }

    async fn ask<T: DeserializeOwned>(&self, command: &str, params: Option<&Value>) -> Result<T, FrameError> {
        let callback = self.next_callback();
        let answer = Promise::new(&mut |resolve, _| {
            self.waiting.borrow_mut().insert(callback.clone(), resolve);
        });
        self.post(command, params, &callback);
        let waiting = Rc::clone(&self.waiting);
        Timeout::new(PATIENCE, move || {
            let resolve = waiting.borrow_mut().remove(&callback);
            if let Some(resolve) = resolve {
                settle(&resolve, &JsValue::UNDEFINED);
            }
        })
        .forget();
        let answer = JsFuture::from(answer).await.map_err(|_| FrameError::Silent)?;
        let text = answer.as_string().ok_or(FrameError::Silent)?;
        let text = if text.is_empty() { "null" } else { &text };
        serde_json::from_str(text).map_err(|_| FrameError::Unreadable)
    }

    fn tell(&self, command: &str, params: Option<&Value>) {
        self.post(command, params, &self.next_callback());
    }

    fn post(&self, command: &str, params: Option<&Value>, callback: &str) {
        let params = params.map(Value::to_string);
        let text = encode(command, params.as_deref(), callback, &self.identity.sid);
        // Refused only for an origin that is no address; then the answer stays out and its wait ends.
        drop(self.parent.post_message(&JsValue::from_str(&text), &self.identity.origin()));
    }

    fn next_callback(&self) -> String {
        self.asked.set(self.asked.get() + 1);
        format!("svodka{}", self.asked.get())
    }
}

fn settle(resolve: &Function, answer: &JsValue) {
    // A resolve function of a promise does not throw.
    drop(resolve.call1(&JsValue::UNDEFINED, answer));
}

/// Who is around the page, by the frame's name, its address or what the server told; `None` outside a portal.
pub(crate) fn identity(window: &Window, launch: &crate::launch::Launch) -> Option<Identity> {
    let name =
        Reflect::get(window, &JsValue::from_str("name")).ok().and_then(|name| name.as_string()).unwrap_or_default();
    let search = window.location().search().unwrap_or_default();
    Identity::of_name(&name)
        .or_else(|| Identity::of_address(&search))
        .or_else(|| Identity::new(&launch.domain, launch.secure, &launch.sid))
}
