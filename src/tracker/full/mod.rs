//! What the full build adds.

pub mod commands;
pub mod content;
pub mod content_scan;
pub mod errors;
pub mod link_patterns;
pub mod measured;
pub mod seen;
pub mod spa;
#[cfg(feature = "anonymous")]
mod usage;
