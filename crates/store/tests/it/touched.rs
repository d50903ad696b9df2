//! What changed since a revision: exactly, or honestly "everything".

use crate::engine::on_both_engines;
use crate::rows::install;
use domain::ids::CompanyId;
use store::Touched;

fn companies(ids: &[i64]) -> Touched {
    Touched::Companies(ids.iter().copied().map(CompanyId).collect())
}

on_both_engines! {
    async fn touched_companies_add_up_over_revisions(store) {
        let portal = install(&store, "a").await;
        let other = install(&store, "b").await;
        let mut tx = store.begin().await.unwrap();
        tx.touched(portal).note(1, &companies(&[5, 0, 5])).await.unwrap();
        tx.touched(portal).note(2, &companies(&[])).await.unwrap();
        tx.touched(portal).note(3, &companies(&[4, 5])).await.unwrap();
        tx.touched(other).note(4, &companies(&[9])).await.unwrap();
        let mut log = tx.touched(portal);
        assert_eq!(log.between(0, 3).await.unwrap(), companies(&[0, 4, 5]));
        assert_eq!(log.between(1, 2).await.unwrap(), companies(&[]));
        assert_eq!(log.between(2, 3).await.unwrap(), companies(&[4, 5]));
        assert_eq!(log.between(3, 3).await.unwrap(), companies(&[]));
        assert_eq!(log.between(2, 4).await.unwrap(), Touched::Everything, "revision 4 was not noted");
    }

    async fn a_large_or_unknown_change_is_everything(store) {
        let portal = install(&store, "a").await;
        let many: Vec<i64> = (1..=5_001).collect();
        let mut tx = store.begin().await.unwrap();
        let mut log = tx.touched(portal);
        log.note(1, &companies(&many)).await.unwrap();
        log.note(2, &companies(&many[..5_000])).await.unwrap();
        log.note(3, &companies(&[5_001])).await.unwrap();
        log.note(4, &Touched::Everything).await.unwrap();
        assert_eq!(log.between(0, 1).await.unwrap(), Touched::Everything);
        assert_eq!(log.between(1, 2).await.unwrap(), companies(&many[..5_000]));
        assert_eq!(log.between(1, 3).await.unwrap(), Touched::Everything);
        assert_eq!(log.between(3, 4).await.unwrap(), Touched::Everything);
        log.note(2_003, &companies(&[1])).await.unwrap();
        assert_eq!(log.between(2, 3).await.unwrap(), Touched::Everything, "revision 3 is forgotten");
    }
}
