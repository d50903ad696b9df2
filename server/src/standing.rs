//! What is paid for the app in a portal, and what follows from it: a portal whose time is over is read no more, keeps what
//! was read, and says so; one that has paid again is read on.

use crate::app::App;
use crate::sync::SyncError;
use bitrix24::{ErrorKind, PortalClient, StopReason};
use domain::freshness::Ending;
use domain::progress::Phase;
use store::{Payment, Portal, Store};

/// Why a portal whose time is over stands still; the portal's own word for it.
pub const OVER: &str = "PAYMENT_REQUIRED";
/// Days after the paid period in which the platform still serves a paid app.
const GRACE_DAYS: i64 = 14;

/// Asks the portal what is paid for and stores the answer; stops the reading when the time is over, and answers whether
/// one that stands still may be taken up again.
///
/// # Errors
/// When the portal or the store fails; a refusal for want of payment is an answer.
pub async fn review(app: &App, store: &Store, client: &PortalClient, portal: &Portal) -> Result<bool, SyncError> {
    let former = store.read().await?.portals().payment(portal.id).await?;
    let payment = match client.installation().await {
        Ok(installation) => Payment {
            status: installation.status.unwrap_or(former.status),
            expired: installation.payment_expired.unwrap_or(false),
            days_left: installation.days,
        },
        Err(error) if error.kind == ErrorKind::Stopped(StopReason::PaymentRequired) => {
            Payment { expired: true, days_left: former.days_left.map(|days| days.min(0)), ..former }
        }
        Err(error) => return Err(error.into()),
    };
    let over = is_over(&payment);
    if over {
        // Whoever reads it here has ended before the phase says so; elsewhere the portal's own refusal ends it.
        app.sync.cancel(portal.id).await;
    }
    let mut tx = store.begin().await?;
    tx.portals().save_payment(portal.id, &payment).await?;
    if over {
        tx.portals().set_phase(portal.id, Phase::Stopped, Some(OVER)).await?;
    }
    tx.commit().await?;
    app.changes.tell(portal.id);
    Ok(!over && portal.phase == Phase::Stopped && portal.installed)
}

/// Whether the portal is read no more. A trial ends at once; a paid app is served for some days longer.
fn is_over(payment: &Payment) -> bool {
    let paid = matches!(payment.status.as_str(), "P" | "S");
    let in_grace = paid && payment.days_left.is_some_and(|days| days > -GRACE_DAYS);
    payment.expired && !in_grace
}

/// What of it is worth telling an administrator beforehand.
#[must_use]
pub fn ending(payment: &Payment) -> Option<Ending> {
    let days_left = payment.days_left?;
    let whole = |days: i64| u32::try_from(days.max(0)).unwrap_or(u32::MAX);
    match payment.status.as_str() {
        // `D` is a demonstration, `T` a trial.
        "D" | "T" if !payment.expired => Some(Ending::Trial { days: whole(days_left) }),
        "P" | "S" if payment.expired && !is_over(payment) => {
            Some(Ending::Grace { days: whole(days_left + GRACE_DAYS) })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("F", false, None, false)]
    #[case("T", false, Some(3), false)]
    #[case("T", true, Some(0), true)]
    #[case("S", true, Some(-13), false)]
    #[case("S", true, Some(-14), true)]
    #[case("P", true, None, true)]
    fn a_trial_ends_at_once_and_a_paid_app_after_its_grace(
        #[case] status: &str,
        #[case] expired: bool,
        #[case] days_left: Option<i64>,
        #[case] over: bool,
    ) {
        assert_eq!(is_over(&Payment { status: status.to_owned(), expired, days_left }), over);
    }

    #[rstest]
    #[case("T", false, Some(5), Some(Ending::Trial { days: 5 }))]
    #[case("D", false, Some(0), Some(Ending::Trial { days: 0 }))]
    #[case("T", true, Some(-1), None)]
    #[case("P", false, Some(20), None)]
    #[case("P", true, Some(-3), Some(Ending::Grace { days: 11 }))]
    #[case("S", true, Some(-14), None)]
    #[case("F", false, None, None)]
    fn an_administrator_hears_beforehand_that_it_ends(
        #[case] status: &str,
        #[case] expired: bool,
        #[case] days_left: Option<i64>,
        #[case] told: Option<Ending>,
    ) {
        assert_eq!(ending(&Payment { status: status.to_owned(), expired, days_left }), told);
    }
}
