//! Versions, payments and rights of an app on the portal: what its vendor and the portal's administrator do to it.

use super::{AppState, Confirmation, Payment, PortalEvent};
use crate::config::RegisteredApp;
use crate::php::Value;

impl AppState {
    /// Number of the app with this public key; the first app without one.
    #[must_use]
    pub(crate) fn app_by_key(&self, client_id: Option<&str>) -> Option<usize> {
        let apps = self.apps();
        match client_id {
            None => (!apps.is_empty()).then_some(0),
            Some(client_id) => apps.iter().position(|app| app.registration.client_id == client_id),
        }
    }

    fn language(&self) -> String {
        self.records().card.language.to_string()
    }

    /// Publishes a version and updates the app to it. Those who had bound `ONAPPUPDATE` are told, with the application
    /// token that holds from now on; then every handler is gone.
    pub(crate) fn publish(&self, index: usize, version: RegisteredApp, new_token: bool) {
        let language = self.language();
        let Some((present, data, handlers)) = ({
            let mut apps = self.apps();
            apps.get_mut(index).map(|app| {
                let data = Value::map([
                    ("VERSION", Value::text(version.version)),
                    ("PREVIOUS_VERSION", Value::text(app.registration.version)),
                    ("LANGUAGE_ID", language.into()),
                ]);
                let told = app.handlers.iter().filter(|bound| bound.event == "ONAPPUPDATE" && !bound.offline);
                let told: Vec<_> = told.cloned().collect();
                if app.present {
                    app.update(version, new_token);
                } else {
                    app.registration = version;
                }
                (app.present, data, told)
            })
        }) else {
            return;
        };
        if present {
            let event = PortalEvent::of_app("ONAPPUPDATE", index, data, self.first_admin());
            for handler in handlers {
                self.send(&event, index, handler);
            }
        }
    }

    /// Changes what has been paid for an app, and tells it.
    pub(crate) fn set_payment(&self, index: usize, status: Option<char>, days: Option<i64>) {
        let now = self.now_ms();
        if let Some(app) = self.apps().get_mut(index) {
            app.registration.status = status.unwrap_or(app.registration.status);
            app.payment = Payment::for_days(days, now);
            app.payment.end_told = app.payment.is_expired(now);
        }
        self.tell_payment(index);
    }

    /// Tells apps whose paid time has ended since they were last told.
    pub(crate) fn tell_ended_payments(&self) {
        let now = self.now_ms();
        let ended: Vec<usize> = {
            let mut apps = self.apps();
            let over =
                apps.iter_mut().enumerate().filter(|(_, app)| app.payment.is_expired(now) && !app.payment.end_told);
            over.map(|(index, app)| {
                app.payment.end_told = true;
                index
            })
            .collect()
        };
        for index in ended {
            self.tell_payment(index);
        }
    }

    fn tell_payment(&self, index: usize) {
        let (language, now) = (self.language(), self.now_ms());
        let Some(data) = self.apps().get(index).map(|app| {
            Value::map([
                ("CODE", app.registration.code.as_str().into()),
                ("VERSION", Value::text(app.registration.version)),
                ("STATUS", Value::text(app.registration.status)),
                ("PAYMENT_EXPIRED", Value::flag(app.payment.is_expired(now))),
                ("DAYS", app.payment.days(now).map_or(Value::word(""), Value::text)),
                ("LANGUAGE_ID", language.into()),
            ])
        }) else {
            return;
        };
        self.fire(&PortalEvent::of_app("ONAPPPAYMENT", index, data, 0).without_tokens());
    }

    /// Makes a method wait for an administrator's word, or gives that word; `None` lifts the requirement.
    pub(crate) fn confirm_method(&self, index: usize, method: &str, answer: Option<Confirmation>, token: &str) {
        let method = method.to_lowercase();
        let language = self.language();
        if let Some(app) = self.apps().get_mut(index) {
            match answer {
                None => app.confirmations.remove(&method),
                Some(answer) => app.confirmations.insert(method.clone(), answer),
            };
        }
        let Some(granted) = answer.filter(|answer| *answer != Confirmation::Waiting) else { return };
        let data = Value::map([
            ("TOKEN", token.into()),
            ("METHOD", method.into()),
            ("CONFIRMED", Value::word(if granted == Confirmation::Granted { "1" } else { "0" })),
            ("LANGUAGE_ID", language.into()),
        ]);
        self.fire(&PortalEvent::of_app("ONAPPMETHODCONFIRM", index, data, 0).without_tokens());
    }

    /// The first active administrator, who acts where nobody in particular does; 0 when there is none.
    pub(crate) fn first_admin(&self) -> u32 {
        self.records().users.iter().find(|user| user.admin && user.active).map_or(0, |user| user.id)
    }
}
