//! Words of the tabs inside cards.

pub(super) mod en;
pub(super) mod es;
pub(super) mod kk;
pub(super) mod ru;
pub(super) mod uk;

/// Words of the tabs inside cards.
#[derive(Debug)]
pub(crate) struct CardMessages {
    pub(crate) company_tab_title: &'static str,
    pub(crate) deal_tab_title: &'static str,
    pub(crate) deal_tab_text: &'static str,
}
