//! Own widgets: they know how things look and behave, and fetch nothing.

pub(crate) mod avatar;
pub(crate) mod bars;
pub(crate) mod chart;
pub(crate) mod choices;
pub(crate) mod eyes;
pub(crate) mod focus;
pub(crate) mod heat;
pub(crate) mod icon;
pub(crate) mod later;
pub(crate) mod lines;
pub(crate) mod link;
pub(crate) mod popover;
pub(crate) mod progress;
pub(crate) mod range;
pub(crate) mod reactive;
pub(crate) mod save;
pub(crate) mod segmented;
pub(crate) mod sheet;
pub(crate) mod shell;
pub(crate) mod slide;
pub(crate) mod states;
pub(crate) mod toast;
