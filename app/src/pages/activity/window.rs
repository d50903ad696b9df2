//! A window on a long list: only rows in sight are in the page, and the one the keyboard is on, wherever that is.
//!
//! A row that stays is never taken out and put back, as a keyed list does with rows that others come before: a cell of it
//! may have the focus, and would lose it.

use crate::ui::reactive::text;
use leptos::html;
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use leptos::tachys::reactive_graph::OwnedView;
use std::collections::VecDeque;
use std::ops::Range;

/// A piece of the body, by what stays the same while the list is scrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<K> {
    /// A row.
    Row(K),
    /// Rows that are not drawn, before everything else.
    Top,
    /// Those between this row and the ones in sight below it.
    Below(K),
    /// Those between the rows in sight and this one below them.
    Above(K),
    /// Those after everything else.
    Bottom,
}

/// What stands in the page for a part.
type Shown<K> = (Part<K>, <OwnedView<AnyView> as Render>::State);
/// Builds a row.
type Build<K> = Box<dyn Fn(K) -> AnyView>;

/// Sizes of what is not drawn.
#[derive(Clone, Copy)]
pub(super) struct Measures {
    /// Columns of the table.
    pub(super) columns: Memo<usize>,
    /// Height of a row, pixels.
    pub(super) row: RwSignal<usize>,
}

/// A window; copies share it.
pub(super) struct Window<K: Send + Sync + 'static> {
    /// The element of the rows.
    pub(super) body: NodeRef<html::Tbody>,
    parts: Memo<Vec<(Part<K>, usize)>>,
    shown: StoredValue<Vec<Shown<K>>, LocalStorage>,
    build: StoredValue<Build<K>, LocalStorage>,
    /// The page, which may be gone before its rows.
    owner: StoredValue<Option<WeakOwner>>,
    measures: Measures,
}

impl<K: Send + Sync + 'static> Clone for Window<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Send + Sync + 'static> Copy for Window<K> {}

impl<K: Copy + PartialEq + Send + Sync + 'static> Window<K> {
    /// Of all rows `keys`, those of `drawn` and the row `kept` are in the page.
    pub(super) fn new(
        keys: Memo<Vec<K>>,
        drawn: Memo<Range<usize>>,
        kept: Memo<Option<usize>>,
        measures: Measures,
        build: impl Fn(K) -> AnyView + 'static,
    ) -> Self {
        let window = Self {
            body: NodeRef::new(),
            parts: Memo::new(move |_| keys.with(|keys| parts(keys, &drawn.get(), kept.get()))),
            shown: StoredValue::new_local(Vec::new()),
            build: StoredValue::new_local(Box::new(build)),
            owner: StoredValue::new(Owner::current().map(|owner| owner.downgrade())),
            measures,
        };
        Effect::new(move |_| window.draw());
        window
    }

    /// Brings the page up to what is to be in it; follows that. Whoever needs a row sooner than the next turn may call it,
    /// too.
    pub(super) fn draw(self) {
        let Some(body) = self.body.get() else { return };
        // A copy: a row that goes may change what is wanted next, while this is being done.
        let parts = self.parts.get();
        // The page may have been left.
        let _open: Option<()> = self.shown.try_update_value(|shown| untrack(|| self.renew(&body, shown, &parts)));
    }

    fn renew(self, body: &web_sys::Element, shown: &mut Vec<Shown<K>>, parts: &[(Part<K>, usize)]) {
        let before: Vec<Part<K>> = shown.iter().map(|(part, _)| *part).collect();
        let wanted: Vec<Part<K>> = parts.iter().map(|(part, _)| *part).collect();
        let mut staying = VecDeque::with_capacity(shown.len());
        for (mut old, stays) in shown.drain(..).zip(staying_of(&before, &wanted)) {
            if stays {
                staying.push_back(old);
            } else {
                old.1.unmount();
            }
        }
        for part in wanted {
            if let Some(old) = staying.pop_front_if(|(old, _)| *old == part) {
                shown.push(old);
                continue;
            }
            let mut state = self.built(part);
            let next = staying.front().and_then(|(_, next)| next.elements().into_iter().next());
            state.mount(body, next.as_deref());
            shown.push((part, state));
        }
    }

    fn built(self, part: Part<K>) -> <OwnedView<AnyView> as Render>::State {
        let page = self.owner.with_value(|page| page.as_ref().and_then(WeakOwner::upgrade));
        let owner = page.map_or_else(Owner::new, |page| page.with(Owner::new));
        let view = owner.with(|| match part {
            Part::Row(key) => self.build.with_value(|build| build(key)),
            gap => self.gap(gap),
        });
        OwnedView::new_with_owner(view, owner).build()
    }

    fn gap(self, gap: Part<K>) -> AnyView {
        let Measures { columns, row } = self.measures;
        let height = text(move || {
            let rows =
                self.parts.with(|parts| parts.iter().find(|(part, _)| *part == gap).map_or(0, |(_, rows)| *rows));
            format!("{}px", rows * row.get())
        });
        let columns = text(move || columns.get().to_string());
        view! { <tr class="pad" aria-hidden="true"><td colspan=columns style:height=height></td></tr> }.into_any()
    }
}

/// The body from top to bottom, each part with the rows it stands for.
fn parts<K: Copy>(keys: &[K], drawn: &Range<usize>, kept: Option<usize>) -> Vec<(Part<K>, usize)> {
    let total = keys.len();
    let drawn = drawn.start.min(total)..drawn.end.min(total);
    let kept = kept.filter(|at| *at < total);
    let (above, below) = (kept.filter(|at| *at < drawn.start), kept.filter(|at| *at >= drawn.end));
    let row = |at: usize| (Part::Row(keys[at]), 1);
    let mut parts = Vec::with_capacity(drawn.len() + 5);
    parts.push((Part::Top, above.unwrap_or(drawn.start)));
    if let Some(at) = above {
        parts.push(row(at));
        parts.push((Part::Below(keys[at]), drawn.start - at - 1));
    }
    parts.extend(drawn.clone().map(row));
    if let Some(at) = below {
        parts.push((Part::Above(keys[at]), at - drawn.end));
        parts.push(row(at));
    }
    parts.push((Part::Bottom, total - below.map_or(drawn.end, |at| at + 1)));
    parts
}

/// Which of the parts in the page stay: those that are wanted, in the same order.
fn staying_of<K: PartialEq>(shown: &[Part<K>], wanted: &[Part<K>]) -> Vec<bool> {
    let mut rest = wanted;
    let stays = |part: &Part<K>| match rest.iter().position(|wanted| wanted == part) {
        Some(at) => {
            rest = &rest[at + 1..];
            true
        }
        None => false,
    };
    shown.iter().map(stays).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `3` for a row, `(2)` for rows that are not drawn.
    fn told(drawn: Range<usize>, kept: Option<usize>, total: usize) -> String {
        let keys: Vec<usize> = (0..total).collect();
        let text = |(part, rows): &(Part<usize>, usize)| match part {
            Part::Row(at) => at.to_string(),
            _ => format!("({rows})"),
        };
        parts(&keys, &drawn, kept).iter().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_in_sight_is_drawn_between_gaps() {
        assert_eq!(told(0..3, None, 3), "(0) 0 1 2 (0)");
        assert_eq!(told(4..6, None, 10), "(4) 4 5 (4)");
        assert_eq!(told(0..2, None, 0), "(0) (0)");
    }

    #[test]
    fn the_row_with_the_focus_stays_wherever_it_is() {
        assert_eq!(told(4..6, Some(1), 10), "(1) 1 (2) 4 5 (4)");
        assert_eq!(told(4..6, Some(0), 10), "(0) 0 (3) 4 5 (4)");
        assert_eq!(told(4..6, Some(3), 10), "(3) 3 (0) 4 5 (4)");
        assert_eq!(told(4..6, Some(5), 10), "(4) 4 5 (4)");
        assert_eq!(told(4..6, Some(6), 10), "(4) 4 5 (0) 6 (3)");
        assert_eq!(told(4..6, Some(9), 10), "(4) 4 5 (3) 9 (0)");
        assert_eq!(told(4..6, Some(12), 10), "(4) 4 5 (4)");
    }

    #[test]
    fn every_row_is_counted_once() {
        for kept in (0..12).map(Some).chain([None]) {
            for start in 0..11 {
                let keys: Vec<usize> = (0..10).collect();
                let rows: usize = parts(&keys, &(start..start + 3), kept).iter().map(|(_, rows)| rows).sum();
                assert_eq!(rows, 10, "{start}, {kept:?}");
            }
        }
    }

    /// Rows 20..40 with the focus in row 30, which stays while the list is scrolled by any way, to any place.
    #[test]
    fn the_row_with_the_focus_is_never_taken_out() {
        let keys: Vec<usize> = (0..100).collect();
        let part = |drawn: Range<usize>| parts(&keys, &drawn, Some(30)).into_iter().map(|(part, _)| part).collect();
        let begin: Vec<Part<usize>> = part(20..40);
        for start in 0..=90 {
            let there: Vec<Part<usize>> = part(start..start + 10);
            for (from, to) in [(&begin, &there), (&there, &begin)] {
                let at = from.iter().position(|part| *part == Part::Row(30)).unwrap();
                assert!(staying_of(from, to)[at], "{start}");
            }
        }
    }

    #[test]
    fn a_row_that_changed_places_is_drawn_anew() {
        let rows = |keys: &[usize]| keys.iter().map(|key| Part::Row(*key)).collect::<Vec<_>>();
        assert_eq!(staying_of(&rows(&[1, 2, 3]), &rows(&[3, 1, 2])), [true, true, false]);
        assert_eq!(staying_of(&rows(&[1, 2, 3]), &rows(&[0, 1, 4, 3])), [true, false, true]);
        assert_eq!(staying_of(&rows(&[1, 2]), &rows(&[])), [false, false]);
    }
}
