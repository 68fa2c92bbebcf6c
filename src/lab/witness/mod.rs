//! The witness: it sees every access of a program to a segment, and every call that matters.

mod access;
mod advance;
mod bell;
mod calls;
pub mod columns;
pub mod conductor;
pub mod decode;
mod effects;
pub mod engine;
pub mod event;
mod family;
mod guard;
mod json;
pub mod lines;
mod make;
pub mod memory;
mod names;
mod raw;
mod registers;
mod remote;
mod semaphores;
pub mod spots;
pub mod start;
mod stop;
pub mod task;
pub mod usage;
mod world;
