//! What the console says, once each.

use crate::effect;
use crate::settings::REPORTED;
use crate::text::Turn;

/// Something that is wrong with the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Problem {
    Full = 0,
    TooMany = 1,
    TooLarge = 2,
    Forbidden = 3,
    Redirected = 4,
    Doubtful = 5,
}

impl Problem {
    pub(super) fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Logs it, unless it was logged.
    pub(super) fn report(self, turn: Turn<'_>) {
        self.report_as(turn, || {
            effect::warn(
                turn,
                match self {
                    Problem::Full => {
                        "4 MiB of hits wait, more are dropped: let them leave (consent, prerendering)"
                    }
                    Problem::TooMany => "hits dropped: 1000 wait already, and the server does not respond",
                    Problem::TooLarge => "the server refuses a hit's size (413): dropped; raise its limit",
                    Problem::Forbidden => {
                        "the page's policy forbids it: dropped; add the server to connect-src"
                    }
                    Problem::Doubtful => "the server failed twice with hits that it may have taken: dropped",
                    Problem::Redirected => "redirected",
                },
            );
        });
    }

    pub(super) fn report_as(self, turn: Turn<'_>, say: impl FnOnce()) {
        let reported = turn.number(REPORTED);
        if reported & self.bit() == 0 {
            turn.set_number(REPORTED, reported | self.bit());
            say();
        }
    }
}
