pub const IS_THERE: bool = false;
pub fn draw(
    _: &crate::results::Results,
    _: &std::path::Path,
) -> shm_workbook::lesson::Result {
    Ok(())
}
