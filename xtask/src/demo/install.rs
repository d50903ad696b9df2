//! Installing the app as an administrator's browser would: open the installer in the portal, redeem the launch code of the
//! page, start the installation, tell the portal that it is finished, and watch the reading go on.

use super::form::LaunchForm;
use super::servers::Servers;
use crate::failure::{Doing, Failure, Outcome};
use crate::http::{Peer, Reply};
use crate::shell;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

/// Id of an administrator in every dataset.
const ADMIN: u32 = 1;
/// How often progress is asked for, and how often it is told.
const ASK: Duration = Duration::from_millis(300);
const TELL: Duration = Duration::from_secs(3);

/// Installs the app and waits until everything has been read; answers the app as the administrator reaches it.
pub(crate) fn install(servers: &mut Servers) -> Outcome<Peer> {
    shell::step("installing the app in the portal");
    let admin = open(servers)?;
    admin.post_json("/api/install", &json!({}))?;
    let finished = servers.portal_peer.post_form("/_face/install", &[("user".to_owned(), ADMIN.to_string())])?;
    if finished.status >= 300 {
        return Err(Failure::new(format!(
            "the portal did not take the end of the installation: {} {}",
            finished.status, finished.body
        )));
    }
    watch(servers, admin)
}

/// Opens the app in the portal and a session in the app, as the administrator.
fn open(servers: &Servers) -> Outcome<Peer> {
    open_as(servers, ADMIN)
}

/// Opens the app in the portal and a session in the app, as one of the portal's people.
///
/// # Errors
/// The portal does not show the app to them, or the app does not believe the portal.
pub(crate) fn open_as(servers: &Servers, person: u32) -> Outcome<Peer> {
    let page = servers.portal_peer.get(&format!("/marketplace/app/?as={person}"))?;
    let form = LaunchForm::find(&page.body)
        .doing(format!("the portal's page does not open the app (status {})", page.status))?;
    let origin = servers.app_peer.origin();
    let address = form.action.strip_prefix(&origin);
    let address = address.doing(format!("the portal opens {}, which is not {origin}", form.action))?;
    let code = launch_code(&servers.app_peer.post_form(address, &form.fields)?)?;
    let session = servers.app_peer.post_json("/api/session", &json!({ "by": "launch", "code": code }))?;
    let token = session["token"].as_str().doing("the session has no token")?;
    Ok(servers.app_peer.with_token(token))
}

/// The one-time code in the page the app answered the portal's form with.
fn launch_code(page: &Reply) -> Outcome<String> {
    let told: String = page.body.chars().take(300).collect();
    let launch: Value = page
        .body
        .split_once("id=\"launch\"")
        .and_then(|(_, rest)| rest.split_once('>'))
        .and_then(|(_, rest)| rest.split_once("</script>"))
        .and_then(|(json, _)| serde_json::from_str(json).ok())
        .doing(format!("the app's page has no launch: {} {told}", page.status))?;
    let code = launch["code"].as_str();
    code.map(str::to_owned).doing(format!("the app did not believe the portal: {launch}"))
}

/// Tells how far the reading is until it ends.
fn watch(servers: &mut Servers, mut admin: Peer) -> Outcome<Peer> {
    shell::step("reading the portal's records");
    let began = Instant::now();
    let mut told = None::<Instant>;
    loop {
        servers.check()?;
        let reply = admin.get("/api/progress")?;
        if reply.status == 401 {
            // Sessions are short; a browser would ask its frame for a new one.
            admin = open(servers)?;
            continue;
        }
        let progress: Value = serde_json::from_str(&reply.body)
            .doing(format!("/api/progress answered {}: {}", reply.status, reply.body))?;
        let phase = progress["phase"].as_str().unwrap_or_default().to_owned();
        let ended = phase == "ready" || phase == "stopped";
        if ended || told.is_none_or(|last| last.elapsed() >= TELL) {
            told = Some(Instant::now());
            shell::note(&line(&progress));
        }
        match phase.as_str() {
            "ready" => {
                shell::note(&format!("read in {}", shell::spoken(began.elapsed())));
                return Ok(admin);
            }
            "stopped" => {
                return Err(Failure::new(format!("the portal stopped the reading: {}", progress["problem"])));
            }
            _ => thread::sleep(ASK),
        }
    }
}

/// One line of progress: `companies 3200 of 5000, deals 12000 of 40000, about 40 s left`.
fn line(progress: &Value) -> String {
    let parts = progress["entities"].as_array().into_iter().flatten().filter_map(|entity| {
        let name = entity["entity"].as_str()?;
        let done = entity["done"].as_u64()?;
        match entity["total"].as_u64() {
            Some(total) if total != done => Some(format!("{name} {done} of {total}")),
            _ if done > 0 => Some(format!("{name} {done}")),
            _ => None,
        }
    });
    let mut parts: Vec<String> = parts.collect();
    if let Some(seconds) = progress["seconds_left"].as_u64() {
        parts.push(format!("about {seconds} s left"));
    }
    if parts.is_empty() { "asking what there is".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_found_in_a_page_whose_scripts_carry_a_nonce() {
        let body = r#"<html><head><script nonce="abc" type="application/json" id="launch">{"code":"x\u003cy","lang":"ru"}</script></head>"#;
        let page = Reply { status: 200, body: body.to_owned() };
        assert_eq!(launch_code(&page).unwrap(), "x<y");
    }

    #[test]
    fn a_page_without_a_code_says_that_the_portal_was_not_believed() {
        let body = r#"<script type="application/json" id="launch">{"code":null}</script>"#;
        let failure = launch_code(&Reply { status: 403, body: body.to_owned() }).expect_err("there is no code");
        assert!(failure.to_string().contains("did not believe"), "{failure}");
    }

    #[test]
    fn progress_names_what_is_counted_and_what_is_left() {
        let progress = json!({"seconds_left": 40, "entities": [
            {"entity": "people", "done": 80, "total": 80, "finished": true},
            {"entity": "companies", "done": 3200, "total": 5000, "finished": false},
            {"entity": "deals", "done": 0, "total": null, "finished": false},
        ]});
        assert_eq!(line(&progress), "people 80, companies 3200 of 5000, about 40 s left");
    }
}
