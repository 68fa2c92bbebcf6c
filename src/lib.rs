//! A workbook about System V shared memory.
