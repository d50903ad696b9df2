//! Prometheus' text format, version 0.0.4.

use std::fmt::Write as _;

/// A page being written.
#[derive(Debug, Default)]
pub(super) struct Page(String);

impl Page {
    /// Begins a family: what it means, and whether it is a `counter`, `gauge` or `histogram`.
    pub(super) fn family(&mut self, name: &str, kind: &str, help: &str) {
        self.put(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    /// A family of one value without labels.
    pub(super) fn single(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.family(name, kind, help);
        self.line(name, &[], &value.to_string());
    }

    /// One value.
    pub(super) fn line(&mut self, name: &str, labels: &[(&str, &str)], value: &str) {
        let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escaped(value))).collect();
        if labels.is_empty() {
            self.put(&format!("{name} {value}\n"));
        } else {
            self.put(&format!("{name}{{{}}} {value}\n", labels.join(",")));
        }
    }

    /// One bucket of a histogram.
    pub(super) fn bucket(&mut self, name: &str, labels: &[(&str, &str)], bound: &str, count: u64) {
        let labels: Vec<(&str, &str)> = labels.iter().copied().chain([("le", bound)]).collect();
        self.line(&format!("{name}_bucket"), &labels, &count.to_string());
    }

    /// The page.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn put(&mut self, text: &str) {
        self.0.write_str(text).expect("a string takes everything");
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_written_as_prometheus_reads_them() {
        let mut page = Page::default();
        page.family("a_total", "counter", "How many.");
        page.line("a_total", &[("kind", "x\"y\\z")], "3");
        page.single("b", "gauge", "Now.", 1.5);
        let expected = "# HELP a_total How many.\n# TYPE a_total counter\na_total{kind=\"x\\\"y\\\\z\"} 3\n\
                        # HELP b Now.\n# TYPE b gauge\nb 1.5\n";
        assert_eq!(page.finish(), expected);
    }
}
