//! Options of bar charts as the app draws them: quiet axes, token colours, numbers at the ends.

use charming::Chart;
use charming::component::{Axis, Grid, Legend};
use charming::element::{
    AxisLabel, AxisLine, AxisLineStyle, AxisPointer, AxisPointerType, AxisTick, AxisType, ItemStyle, Label,
    LabelPosition, LineStyle, SplitLine, TextStyle, Tooltip, Trigger,
};
use charming::series::Bar;

/// Letters of a category beside a lying bar: a longer name would leave no room for the bars.
const MOST_LETTERS: usize = 22;

/// One series of bars.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    /// Name.
    pub(crate) name: String,
    /// Token of its colour.
    pub(crate) colour: &'static str,
    /// Its numbers, one per category.
    pub(crate) numbers: Vec<u32>,
}

/// Bars side by side or on top of each other.
#[derive(Clone, Debug)]
pub(crate) struct Bars {
    /// Categories.
    pub(crate) categories: Vec<String>,
    /// Series; several are stacked.
    pub(crate) series: Vec<Series>,
    /// Whether bars lie, with categories from the top down.
    pub(crate) lying: bool,
}

impl Bars {
    /// The options as JSON.
    pub(crate) fn options(&self) -> String {
        let words = || TextStyle::new().color("--text-2").font_size(11);
        let quiet = || AxisLine::new().line_style(AxisLineStyle::new().color((1.0, "--line-strong")));
        let categories = Axis::new()
            .type_(AxisType::Category)
            .data(self.categories.iter().map(|name| self.label(name)).collect::<Vec<_>>())
            .inverse(self.lying)
            .axis_line(quiet())
            .axis_tick(AxisTick::new().show(false))
            .axis_label(AxisLabel::new().color("--text-2").font_size(11));
        let numbers = Axis::new()
            .type_(AxisType::Value)
            .min_interval(1)
            .axis_label(AxisLabel::new().color("--text-3").font_size(11))
            .split_line(SplitLine::new().line_style(LineStyle::new().color("--line-soft")));
        let pointer = AxisPointer::new().type_(AxisPointerType::Shadow);
        let mut chart = Chart::new()
            .grid(
                Grid::new()
                    .left(4)
                    .right(28)
                    .top(if self.series.len() > 1 { 30 } else { 10 })
                    .bottom(4)
                    .contain_label(true),
            )
            .tooltip(
                Tooltip::new()
                    .trigger(Trigger::Axis)
                    .axis_pointer(pointer)
                    .background_color("--bg-raised")
                    .border_color("--line-strong"),
            );
        if self.series.len() > 1 {
            let names = self.series.iter().map(|series| series.name.clone()).collect::<Vec<_>>();
            chart = chart
                .legend(Legend::new().data(names).left(0).top(0).item_width(10).item_height(10).text_style(words()));
        }
        chart = if self.lying {
            chart.x_axis(numbers).y_axis(categories)
        } else {
            chart.x_axis(categories).y_axis(numbers)
        };
        for series in &self.series {
            chart = chart.series(self.bar(series));
        }
        serde_json::to_string(&chart).unwrap_or_default()
    }

    /// A category as the axis has room for it; the table behind the chart has it whole.
    fn label(&self, name: &str) -> String {
        if !self.lying || name.chars().count() <= MOST_LETTERS {
            return name.to_owned();
        }
        let kept: String = name.chars().take(MOST_LETTERS - 1).collect();
        format!("{}…", kept.trim_end())
    }

    fn bar(&self, series: &Series) -> Bar {
        let position = if self.lying { LabelPosition::Right } else { LabelPosition::Top };
        let label = Label::new().show(self.lying).position(position).color("--text-1").font_size(11);
        let bar = Bar::new()
            .name(series.name.clone())
            .data(series.numbers.iter().map(|number| i64::from(*number)).collect::<Vec<_>>())
            .item_style(ItemStyle::new().color(series.colour).border_radius(3))
            .bar_width("62%");
        if self.series.len() > 1 { bar.stack("all") } else { bar.label(label) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_leave_room_for_lying_bars() {
        let name = "Константинопольская-Преображенская А.".to_owned();
        let bars =
            |lying| Bars { categories: vec![name.clone(), "Ясенев Г.".to_owned()], series: Vec::new(), lying };
        let lying = bars(true).options();
        assert!(lying.contains("\"Константинопольская-П…\",\"Ясенев Г.\""), "{lying}");
        assert!(bars(false).options().contains(&name), "standing bars have short categories of their own");
    }
}
