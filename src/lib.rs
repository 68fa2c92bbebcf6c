//! A workbook about System V shared memory.
pub mod interleavings;
