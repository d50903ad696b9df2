//! Installation, secrets, settings and state of portals.

use crate::engine::on_both_engines;
use crate::rows::{install, new_portal};
use domain::day::Millis;
use domain::ids::PortalId;
use domain::progress::{Entity, Phase};
use domain::settings::{DirectionSource, Settings};
use store::{Cursor, Error};

on_both_engines! {
    async fn a_reinstalled_portal_keeps_its_id_and_has_a_new_epoch(store) {
        let mut tx = store.begin().await.unwrap();
        let first = tx.portals().install(&new_portal("a")).await.unwrap();
        assert_eq!((first.epoch, first.installed, first.uninstalled, first.revision), (1, false, false, 0));
        assert_eq!(first.phase, Phase::Waiting);
        tx.portals().mark_installed(first.id).await.unwrap();
        tx.portals().bump_revision(first.id, Millis(5)).await.unwrap();
        tx.portals().uninstall(first.id).await.unwrap();
        let gone = tx.portals().find(first.id).await.unwrap().unwrap();
        assert_eq!((gone.epoch, gone.installed, gone.uninstalled, gone.phase), (2, false, true, Phase::Stopped));
        let mut renamed = new_portal("a");
        renamed.domain = "new.example.com".to_owned();
        let again = tx.portals().install(&renamed).await.unwrap();
        assert_eq!((again.id, again.epoch, again.uninstalled, again.revision), (first.id, 2, false, 1));
        assert_eq!((again.domain.as_str(), again.phase), ("new.example.com", Phase::Waiting));
        tx.commit().await.unwrap();
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.portals().find_by_member("a").await.unwrap(), Some(again));
        assert_eq!(reader.portals().find_by_member("b").await.unwrap(), None);
    }

    async fn only_installed_portals_are_live(store) {
        let live = install(&store, "live").await;
        let gone = install(&store, "gone").await;
        let mut tx = store.begin().await.unwrap();
        tx.portals().install(&new_portal("unfinished")).await.unwrap();
        tx.portals().uninstall(gone).await.unwrap();
        let listed = tx.portals().list_live().await.unwrap();
        assert_eq!(listed.iter().map(|portal| portal.id).collect::<Vec<_>>(), [live]);
    }

    async fn secrets_are_kept_as_given_and_leave_with_uninstallation(store) {
        let portal = install(&store, "a").await;
        let other = install(&store, "b").await;
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.portals().tokens(portal).await.unwrap(), None);
        assert_eq!(tx.portals().application_token(portal).await.unwrap(), None);
        tx.portals().save_tokens(portal, &[0, 1, 255], &[2, 0], Millis(77)).await.unwrap();
        tx.portals().save_application_token(portal, &[9]).await.unwrap();
        let tokens = tx.portals().tokens(portal).await.unwrap().unwrap();
        assert_eq!((tokens.access_sealed.as_slice(), tokens.refresh_sealed.as_slice(), tokens.expires),
            ([0, 1, 255].as_slice(), [2, 0].as_slice(), Millis(77)));
        assert_eq!(format!("{tokens:?}"), "Tokens { expires: Millis(77), .. }");
        assert_eq!(tx.portals().application_token(portal).await.unwrap(), Some(vec![9]));
        assert_eq!(tx.portals().tokens(other).await.unwrap(), None);
        tx.portals().uninstall(portal).await.unwrap();
        assert_eq!(tx.portals().tokens(portal).await.unwrap(), None);
        assert_eq!(tx.portals().application_token(portal).await.unwrap(), None);
    }

    async fn settings_zone_phase_and_address_are_kept(store) {
        let portal = install(&store, "a").await;
        let chosen = Settings {
            directions: DirectionSource::Field("UF_CRM_PRODUCT".to_owned()),
            stages: [("C2:NEW".to_owned(), domain::deals::Phase::Preparation)].into(),
            ..Settings::default()
        };
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.portals().chosen_settings(portal).await.unwrap(), None);
        assert_eq!(tx.portals().settings(portal).await.unwrap(), Settings::default());
        let kept = tx.portals().kept_settings(portal).await.unwrap();
        assert_eq!((kept.version, kept.guessed, &kept.settings), (0, true, &Settings::default()));
        tx.portals().guess_settings(portal, &chosen).await.unwrap();
        assert!(tx.portals().kept_settings(portal).await.unwrap().guessed);
        assert_eq!(tx.portals().change_settings(portal, 0, &chosen).await.unwrap(), Some(1));
        // Whoever still looks at version 0 must not overwrite what somebody else chose.
        assert_eq!(tx.portals().change_settings(portal, 0, &Settings::default()).await.unwrap(), None);
        tx.portals().guess_settings(portal, &Settings::default()).await.unwrap();
        assert_eq!(tx.portals().settings_version(portal).await.unwrap(), 1);
        tx.portals().set_zone(portal, "Asia/Almaty").await.unwrap();
        tx.portals().set_phase(portal, Phase::Stopped, Some("PAYMENT_REQUIRED")).await.unwrap();
        tx.portals().move_to(portal, "new.example.com", "https://new.example.com/rest/").await.unwrap();
        tx.commit().await.unwrap();
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.portals().settings(portal).await.unwrap(), chosen);
        let kept = reader.portals().kept_settings(portal).await.unwrap();
        assert_eq!((kept.version, kept.guessed, kept.settings), (1, false, chosen));
        let stored = reader.portals().find(portal).await.unwrap().unwrap();
        assert_eq!((stored.zone.as_str(), stored.phase, stored.problem.as_deref()),
            ("Asia/Almaty", Phase::Stopped, Some("PAYMENT_REQUIRED")));
        assert_eq!((stored.domain.as_str(), stored.client_endpoint.as_str()),
            ("new.example.com", "https://new.example.com/rest/"));
    }

    async fn the_revision_grows_by_one_and_tells_when(store) {
        let portal = install(&store, "a").await;
        let mut tx = store.begin().await.unwrap();
        assert_eq!(tx.portals().revision(portal).await.unwrap(), 0);
        assert_eq!(tx.portals().bump_revision(portal, Millis(10)).await.unwrap(), 1);
        assert_eq!(tx.portals().bump_revision(portal, Millis(20)).await.unwrap(), 2);
        let stored = tx.portals().find(portal).await.unwrap().unwrap();
        assert_eq!((stored.revision, stored.updated), (2, Some(Millis(20))));
    }

    async fn a_portal_that_is_not_there_is_an_error_to_change(store) {
        let nobody = PortalId(404);
        let mut tx = store.begin().await.unwrap();
        assert!(matches!(tx.portals().bump_revision(nobody, Millis(1)).await, Err(Error::NoPortal(p)) if p == nobody));
        assert!(matches!(tx.portals().revision(nobody).await, Err(Error::NoPortal(_))));
        assert!(matches!(tx.portals().settings(nobody).await, Err(Error::NoPortal(_))));
        assert!(matches!(tx.portals().mark_installed(nobody).await, Err(Error::NoPortal(_))));
        assert!(matches!(tx.portals().save_tokens(nobody, &[], &[], Millis(0)).await, Err(Error::NoPortal(_))));
        assert_eq!(tx.portals().find(nobody).await.unwrap(), None);
    }

    async fn cursors_come_back_as_saved_and_add_up_to_progress(store) {
        let portal = install(&store, "a").await;
        let companies = Cursor {
            entity: Entity::Companies, pieces: vec![(50, Some(100)), (120, None)], finished: false, done: 42, total: Some(90),
        };
        let begun = Cursor { pieces: vec![(0, None)], done: 0, total: None, ..companies.clone() };
        let people = Cursor::finished(Entity::People, 7);
        let mut tx = store.begin().await.unwrap();
        tx.cursors(portal).save(&[begun, people.clone()]).await.unwrap();
        tx.cursors(portal).save(std::slice::from_ref(&companies)).await.unwrap();
        assert_eq!(tx.cursors(portal).load().await.unwrap(), [people, companies]);
        tx.portals().set_phase(portal, Phase::Backfill, None).await.unwrap();
        let progress = tx.report(portal).progress().await.unwrap();
        assert_eq!((progress.phase, progress.revision, progress.updated), (Phase::Backfill, 0, None));
        let of = |entity| {
            let found = progress.entities.iter().find(|progress| progress.entity == entity).unwrap();
            (found.done, found.total, found.finished)
        };
        assert_eq!(of(Entity::Companies), (42, Some(90), false));
        assert_eq!(of(Entity::People), (7, Some(7), true));
        assert_eq!(of(Entity::Calls), (0, None, false));
        assert_eq!(tx.cursors(portal).changes().await.unwrap(), []);
        let noted = [Entity::Companies, Entity::Calls];
        tx.cursors(portal).note_changes(&noted, Millis(70)).await.unwrap();
        assert_eq!(tx.cursors(portal).changes().await.unwrap(), [(Entity::Companies, Millis(70))]);
        tx.cursors(portal).clear().await.unwrap();
        assert_eq!(tx.cursors(portal).load().await.unwrap(), []);
    }
}
