//! The page of plain data as the tests have it.

#![allow(dead_code, missing_docs, clippy::all)] // The tests' own lints hold for them.

#[path = "../../../tests/support/markup.rs"]
pub mod markup;
#[path = "../../../tests/support/page.rs"]
pub mod page;
#[path = "../../../tests/support/sent.rs"]
pub mod sent;
#[path = "../../../tests/support/visit.rs"]
pub mod visit;
