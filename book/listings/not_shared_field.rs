extern crate shm_workbook;
// ANCHOR: field
shm_workbook::shared! {
    struct Counter { value: u64 }
}
// ANCHOR_END: field

fn main() {}
