//! Options of line charts as the app draws them: quiet axes, token colours, gaps where there is no number.

use charming::Chart;
use charming::component::{Axis, Grid};
use charming::datatype::CompositeValue;
use charming::element::{
    AreaStyle, AxisLabel, AxisLine, AxisLineStyle, AxisTick, AxisType, ItemStyle, LineStyle, LineStyleType, SplitLine,
    Symbol, Tooltip, Trigger,
};
use charming::series;

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// Whole, with points and what is below it filled.
    Filled,
    /// Dashed, without points.
    Dashed,
    /// Dotted, with hollow points.
    Dotted,
}

/// One line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Name.
    pub(crate) name: String,
    /// Token of its colour.
    pub(crate) colour: &'static str,
    /// How it is drawn.
    pub(crate) stroke: Stroke,
    /// Its numbers, one per category; nothing where there is none.
    pub(crate) numbers: Vec<Option<u64>>,
}

/// Lines over the same categories.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    /// Categories.
    pub(crate) categories: Vec<String>,
    /// Lines.
    pub(crate) lines: Vec<Line>,
}

impl Lines {
    /// The options as JSON.
    pub(crate) fn options(&self) -> String {
        let label = || AxisLabel::new().color("--text-3").font_size(11);
        let categories = Axis::new()
            .type_(AxisType::Category)
            .boundary_gap(false)
            .data(self.categories.clone())
            .axis_line(AxisLine::new().line_style(AxisLineStyle::new().color((1.0, "--line-strong"))))
            .axis_tick(AxisTick::new().show(false))
            .axis_label(label());
        // By itself the library groups digits with commas; the script that draws knows this name.
        let numbers = Axis::new()
            .type_(AxisType::Value)
            .min_interval(1)
            .split_number(3)
            .axis_label(label().formatter("#grouped"))
            .split_line(SplitLine::new().line_style(LineStyle::new().color("--line-soft")));
        let tooltip =
            Tooltip::new().trigger(Trigger::Axis).background_color("--bg-raised").border_color("--line-strong");
        let mut chart = Chart::new()
            .grid(Grid::new().left(4).right(14).top(8).bottom(8).contain_label(true))
            .tooltip(tooltip)
            .x_axis(categories)
            .y_axis(numbers);
        for line in &self.lines {
            chart = chart.series(drawn(line));
        }
        serde_json::to_string(&chart).unwrap_or_default()
    }
}

fn drawn(line: &Line) -> series::Line {
    let number = |number: &Option<u64>| match number.map(i64::try_from) {
        Some(Ok(number)) => CompositeValue::from(number),
        // The library's sign for "nothing here".
        _ => CompositeValue::from("-"),
    };
    let style = LineStyle::new().color(line.colour);
    let base = series::Line::new()
        .name(line.name.clone())
        .symbol(Symbol::Circle)
        .symbol_size(5)
        .data(line.numbers.iter().map(number).collect::<Vec<_>>());
    match line.stroke {
        Stroke::Filled => base
            .line_style(style.width(2))
            .item_style(ItemStyle::new().color(line.colour))
            .area_style(AreaStyle::new().color("--band").opacity(1)),
        Stroke::Dashed => base
            .show_symbol(false)
            .line_style(style.width(1.5).type_(LineStyleType::Dashed))
            .item_style(ItemStyle::new().color(line.colour)),
        Stroke::Dotted => base
            .line_style(style.width(2).type_(LineStyleType::Dotted))
            .item_style(ItemStyle::new().color("--bg-card").border_color(line.colour).border_width(1.5)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_gaps_and_not_zeros() {
        let lines = Lines {
            categories: ["янв", "фев", "мар"].map(str::to_owned).to_vec(),
            lines: vec![Line {
                name: "факт".to_owned(),
                colour: "--series-1",
                stroke: Stroke::Filled,
                numbers: vec![Some(12), None, Some(0)],
            }],
        };
        let options: serde_json::Value = serde_json::from_str(&lines.options()).unwrap();
        assert_eq!(options["series"][0]["data"], serde_json::json!([12, "-", 0]));
        assert_eq!(options["series"][0]["lineStyle"]["color"], "--series-1");
    }
}
