//! What the host tests share: a page of plain data, and the recorded scenarios.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

pub mod differences;
pub mod page;
pub mod replay;
pub mod scenario;
