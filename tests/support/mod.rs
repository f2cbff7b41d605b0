//! What the host tests share: a page of plain data, what leaves it, and the recorded scenarios.
#![allow(clippy::restriction, missing_docs)]

pub mod cases;
pub mod blocks;
pub mod differences;
pub mod markup;
pub mod page;
pub mod replay;
pub mod scenario;
pub mod sent;
pub mod visit;
