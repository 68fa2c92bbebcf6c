//! What machine this is. A figure without it means nothing to anybody else.

use std::env::consts::ARCH;
use std::fs;
use std::thread;

/// Such as `AMD EPYC 7763, 2 cores, x86_64, Linux 6.8, virtual`: as far as the kernel tells.
pub fn describe() -> String {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = processor.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    // Arm's table has no names, and flags are called features there.
    let model = field("model name").unwrap_or_else(|| "unknown processor".into());
    let cores = match thread::available_parallelism().map_or(1, usize::from) {
        1 => "1 core".to_owned(),
        cores => format!("{cores} cores"),
    };
    let mut parts = vec![model, cores, ARCH.to_owned(), format!("Linux {}", linux())];
    if field("flags")
        .is_some_and(|flags| flags.split(' ').any(|flag| flag == "hypervisor"))
    {
        parts.push("virtual".into());
    }
    parts.join(", ")
}

/// The bytes that cores pass on as one. `None` where the kernel does not tell, as on some Arm.
pub fn cache_line() -> Option<u32> {
    let file = "/sys/devices/system/cpu/cpu0/cache/index0/coherency_line_size";
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

/// The first two numbers of the kernel's release: the rest names a build, not what it can do.
fn linux() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let numbers: Vec<&str> = release.trim().split('.').take(2).collect();
    numbers.join(".")
}
