//! What the operating system tells of this process; nothing where it does not tell.

use super::text::Page;

pub(super) fn write(page: &mut Page) {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return };
    if let Some(bytes) = kilobytes(&status, "VmRSS:") {
        page.single("process_resident_memory_bytes", "gauge", "Memory in use.", bytes * 1_024);
    }
    if let Some(bytes) = kilobytes(&status, "VmHWM:") {
        page.single("process_resident_memory_peak_bytes", "gauge", "Most memory ever in use.", bytes * 1_024);
    }
    if let Some(threads) = field(&status, "Threads:").and_then(|text| text.parse::<u64>().ok()) {
        page.single("process_threads", "gauge", "Threads.", threads);
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        page.single("process_open_fds", "gauge", "Files and connections that are open.", open.count());
    }
}

fn field<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim)
}

fn kilobytes(status: &str, name: &str) -> Option<u64> {
    field(status, name)?.strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_kilobytes() {
        let status = "Name:\tsvodka\nVmHWM:\t  20480 kB\nVmRSS:\t   1024 kB\nThreads:\t4\n";
        assert_eq!(kilobytes(status, "VmRSS:"), Some(1_024));
        assert_eq!(kilobytes(status, "VmPeak:"), None);
        assert_eq!(field(status, "Threads:"), Some("4"));
    }
}
