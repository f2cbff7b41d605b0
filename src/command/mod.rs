//! The commands of `_paq`: one [`table`], from which dispatch, the JavaScript facade, the types, the reference page and
//! the coverage test come.

mod lookup;
mod row;
pub mod table;

pub use lookup::operation;
pub use row::{Action, Operation, Row};
