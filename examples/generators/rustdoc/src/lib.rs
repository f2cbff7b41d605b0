//! First page: here is [the second page](second).

/// Second page: that was all.
pub mod second {}
