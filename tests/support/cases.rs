//! Cases of properties.

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// Runs a case in a thread of its own: the fake's page and the region belong to their thread.
pub fn alone<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| match scope.spawn(work).join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}

/// So many cases, the same in each run: `npm test` is not to fail at random. `CRUMBLESS_SEED` chooses others, and
/// `CRUMBLESS_TIMES` so many times as many.
pub fn cases(count: u32) -> ProptestConfig {
    ProptestConfig {
        cases: (f64::from(count) * asked("CRUMBLESS_TIMES").unwrap_or(1.0)).ceil() as u32,
        rng_seed: RngSeed::Fixed(asked("CRUMBLESS_SEED").unwrap_or(1)),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn asked<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}
