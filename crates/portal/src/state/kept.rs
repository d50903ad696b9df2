//! The portal's side of being kept over restarts: what is handed out to be written, and put back.

use std::sync::MutexGuard;
use std::sync::atomic::Ordering;

use super::{AppOnPortal, AppState, Kept, Standing, Tokens, lock};
use crate::clock::Clock;
use crate::keep::Keeper;

impl AppState {
    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn keeper(&self) -> Option<&Keeper> {
        self.0.keeper.get()
    }

    /// From now on the portal is kept there.
    pub(crate) fn set_keeper(&self, keeper: Keeper) {
        // A portal is taken up once, before anybody can reach it.
        let _ = self.0.keeper.set(keeper);
    }

    pub(crate) fn replay(&self, on: bool) {
        self.0.replaying.store(on, Ordering::Relaxed);
    }

    pub(crate) fn is_replaying(&self) -> bool {
        self.0.replaying.load(Ordering::Relaxed)
    }

    /// Waits for the changes before this one, if the portal is kept.
    pub(crate) fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        self.keeper().map(|_| lock(&self.0.turn))
    }

    /// Shows what is kept beside the records.
    pub(crate) fn with_kept<T>(
        &self,
        show: impl FnOnce(Option<(String, String)>, Standing, &[AppOnPortal], &Tokens) -> T,
    ) -> T {
        let domain = self.domain_state();
        let renamed = domain.former.map(|former| (domain.present, former));
        let standing = self.standing();
        let apps = self.apps();
        let tokens = self.tokens();
        show(renamed, standing, &apps, &tokens)
    }

    /// Puts back what was kept. Keys and addresses of apps are those of this start, what a portal knows of them is kept;
    /// a version published since then stays published.
    pub(crate) fn restore(&self, kept: Kept) {
        if let Some((present, former)) = kept.renamed {
            let mut domain = self.0.domain.write().unwrap_or_else(std::sync::PoisonError::into_inner);
            domain.present = present;
            domain.former = Some(former);
        }
        self.set_standing(kept.standing);
        let mut apps = self.apps();
        for (place, mut app) in kept.apps.into_iter().enumerate() {
            let Some(present) = apps.get(place) else {
                apps.push(app);
                continue;
            };
            if present.registration.client_id == app.registration.client_id {
                let configured = present.registration.clone();
                let published = app.registration.version != configured.version;
                app.registration.client_secret = configured.client_secret;
                app.registration.title = configured.title;
                if !published {
                    app.registration.scope = configured.scope;
                    app.registration.app_url = configured.app_url;
                    app.registration.install_url = configured.install_url;
                }
                apps[place] = app;
            }
        }
        drop(apps);
        *self.tokens() = kept.tokens;
    }
}
