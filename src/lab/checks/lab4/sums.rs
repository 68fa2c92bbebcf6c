//! Which mistake makes this sum of these bytes?

use shm_workbook::procfs::process;

use crate::causes::seen::Cause;

/// Nothing, if no mistake that is known comes to it.
pub fn explain(bytes: &[u8], rounds: u32, printed: &str) -> Option<Cause> {
    let printed: i128 = printed.parse().ok()?;
    let sum = sum_of(bytes);
    if (2..=rounds).any(|rounds| printed == i128::from(rounds) * sum) {
        return Some(Cause::new(
            "all-rounds",
            "what was printed is the sum of several rounds",
            "Start each round at 0.",
        ));
    }
    let signed: i128 = bytes.iter().map(|byte| i128::from(*byte as i8)).sum();
    if is_in_some_width(printed, signed) {
        return Some(Cause::new(
            "signed-bytes",
            "what was printed is the sum of the bytes as numbers from -128 to 127",
            "In C, char is signed here: read the bytes as unsigned char.",
        ));
    }
    if is_in_some_width(printed, sum) {
        return Some(Cause::new(
            "narrow-sum",
            "what was printed is what is left of the sum in 32 bits",
            "Many bytes need a sum of 64 bits: uint64_t in C, u64 in Rust.",
        ));
    }
    let page = process::page_size()
        .ok()
        .and_then(|page| usize::try_from(page).ok());
    let page = page.unwrap_or(4096);
    let whole_pages = bytes.len() / page * page;
    for fewer in [bytes.len() - 1, bytes.len() & !7, whole_pages] {
        if fewer > 0 && printed == sum_of(&bytes[..fewer]) {
            let missing = bytes.len() - fewer;
            return Some(Cause::new(
                "too-few",
                format!(
                    "what was printed is the sum without the last bytes: {missing} are missing"
                ),
                "Add up as many bytes as IPC_STAT says (shm_segsz).",
            ));
        }
    }
    // Where a check has filled the rest of the last page, it is all 0xff.
    let rest = page - bytes.len() % page;
    let beyond = [1, rest]
        .into_iter()
        .find(|&more| printed - sum == 0xff * more as i128);
    beyond.map(|more| {
        Cause::new(
            "too-many",
            format!("what was printed counts {more} bytes behind the segment's end"),
            "Add up as many bytes as IPC_STAT says (shm_segsz). The mapping is rounded up to whole \
             pages, and what is behind the end is not yours.",
        )
    })
}

fn sum_of(bytes: &[u8]) -> i128 {
    bytes.iter().map(|byte| i128::from(*byte)).sum()
}

/// Is this the number as a variable of 32 or 64 bits holds it?
fn is_in_some_width(printed: i128, number: i128) -> bool {
    let widths = [
        i128::from(number as i32),
        i128::from(number as u32),
        i128::from(number as i64),
        i128::from(number as u64),
    ];
    widths.contains(&printed)
}
