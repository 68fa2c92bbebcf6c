//! Causes are found from what was seen of a run; here each from a sight made up for it. The bank of mistakes
//! holds the same against real programs.

#[path = "../../../src/lab/causes/mod.rs"]
mod causes;
mod failed;
mod printed;
