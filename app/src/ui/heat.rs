//! Options of heat-maps as the app draws them: six steps from nothing to the most there is.

use charming::Chart;
use charming::component::{Axis, Grid, VisualMap, VisualMapPiece, VisualMapType};
use charming::datatype::DataPoint;
use charming::element::{AxisLabel, AxisLine, AxisTick, AxisType, ItemStyle, SplitLine, Tooltip, Trigger};
use charming::series::Heatmap;

/// Tokens of the steps.
pub(crate) const STEPS: [&str; 6] = ["--heat-0", "--heat-1", "--heat-2", "--heat-3", "--heat-4", "--heat-5"];

/// Numbers in rows and columns.
#[derive(Clone, Debug)]
pub(crate) struct Heat {
    /// Name of what is counted.
    pub(crate) name: String,
    /// Columns from left to right.
    pub(crate) columns: Vec<String>,
    /// Rows from top to bottom.
    pub(crate) rows: Vec<String>,
    /// Numbers, row by row.
    pub(crate) numbers: Vec<Vec<u32>>,
}

impl Heat {
    /// The options as JSON.
    pub(crate) fn options(&self) -> String {
        let axis = |names: &[String]| {
            Axis::new()
                .type_(AxisType::Category)
                .data(names.to_vec())
                .axis_line(AxisLine::new().show(false))
                .axis_tick(AxisTick::new().show(false))
                .split_line(SplitLine::new().show(false))
                .axis_label(AxisLabel::new().color("--text-2").font_size(11).interval(0))
        };
        let cells = self.numbers.iter().enumerate().flat_map(|(row, numbers)| {
            numbers.iter().enumerate().map(move |(column, number)| {
                [place(column), place(row), i64::from(*number)].map(DataPoint::from).to_vec()
            })
        });
        let series = Heatmap::new()
            .name(self.name.clone())
            .data(cells.collect())
            .item_style(ItemStyle::new().border_color("--bg-card").border_width(2).border_radius(4));
        let map = VisualMap::new().type_(VisualMapType::Piecewise).show(false).pieces(self.pieces());
        let tooltip =
            Tooltip::new().trigger(Trigger::Item).background_color("--bg-raised").border_color("--line-strong");
        let chart = Chart::new()
            .grid(Grid::new().left(2).right(2).top(0).bottom(6).contain_label(true))
            .tooltip(tooltip)
            .x_axis(axis(&self.columns))
            .y_axis(axis(&self.rows).inverse(true))
            .visual_map(map)
            .series(series);
        serde_json::to_string(&chart).unwrap_or_default()
    }

    /// Which numbers have which colour: a sixth of the most each.
    fn pieces(&self) -> Vec<VisualMapPiece> {
        let most = f64::from(self.numbers.iter().flatten().copied().max().unwrap_or(0).max(6));
        let step = most / 6.0;
        (0_u8..)
            .zip(STEPS)
            .map(|(at, colour)| {
                let piece = VisualMapPiece::new().color(colour).lte(step * f64::from(at + 1));
                if at == 0 { piece.gte(0) } else { piece.gt(step * f64::from(at)) }
            })
            .collect()
    }
}

fn place(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_number_stands_in_its_cell_and_has_exactly_one_colour() {
        let heat = Heat {
            name: "звонков".to_owned(),
            columns: ["9", "10"].map(str::to_owned).to_vec(),
            rows: ["пн", "вт"].map(str::to_owned).to_vec(),
            numbers: vec![vec![0, 5], vec![120, 60]],
        };
        let options: serde_json::Value = serde_json::from_str(&heat.options()).unwrap();
        assert_eq!(options["series"][0]["data"], json!([[0, 0, 0], [1, 0, 5], [0, 1, 120], [1, 1, 60]]));
        let pieces =
            options["visualMap"][0]["pieces"].as_array().or(options["visualMap"]["pieces"].as_array()).unwrap();
        for number in [0.0, 5.0, 20.0, 20.5, 60.0, 120.0] {
            let fits = |piece: &&serde_json::Value| {
                piece["lte"].as_f64().is_none_or(|most| number <= most)
                    && piece["gt"].as_f64().is_none_or(|least| number > least)
            };
            assert_eq!(pieces.iter().filter(fits).count(), 1, "{number}");
        }
    }
}
