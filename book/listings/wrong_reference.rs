// ANCHOR: reference
// Wrong: it compiles, and it promises what nobody keeps.
fn bytes<'a>(address: *const u8) -> &'a [u8] {
    // SAFETY: none. Another process may store at any moment.
    unsafe { std::slice::from_raw_parts(address, 1024) }
}
// ANCHOR_END: reference

fn main() {
    let _ = bytes;
}
