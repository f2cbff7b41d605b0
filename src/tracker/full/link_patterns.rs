//! What the site says of links by their addresses (`setDownloadPatterns`, `setOutlinkPatterns`): an ending does not say of
//! `/bitstreams/5/download` what it is (matomo-org/matomo#23124).

use crate::effect;
use crate::patterns::{self, Subject};
use crate::port::argument;
use crate::text::{TextSlot, Turn};

/// Takes patterns in the place of those that there were. What cannot be read changes nothing.
pub fn set(turn: Turn<'_>, slot: TextSlot) {
    match patterns::read(turn, argument(0), Subject::Address) {
        Ok(list) => turn.keep(slot, Some(list)),
        Err(_) => effect::warn(
            turn,
            "needs up to 10000 paths, hosts or regular expressions: nothing changes",
        ),
    }
}
