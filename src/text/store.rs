//! The store: hits that were given and not acknowledged yet, of all trackers, in the order in which they were given.
//!
//! It is a log behind the region. A hit is appended, its state changes in place, and removing it marks it; so each costs the
//! same however many there are. When more is dead than alive, what is alive moves to the front, between two turns: during a
//! turn a [`Hit`] and the text of its request stay where they are.
//!
//! ```text
//! | header | size tracker state callback made left doubt len request | size tracker ... |  free  |
//! ```

use super::memory::{self, copy, load, store};
use super::region::{Text, Turn};
use core::marker::PhantomData;

/// How many bytes of hits there are at most. The log has room for as much again that is dead, and as much in one turn.
pub const MOST_BYTES: u32 = 4 << 20;

// The header's words, as offsets from the store's start. Places are offsets from BODY, so that zeros are an empty store.
const END: u32 = 0;
const ALIVE: u32 = 4;
const SETTLED: u32 = 8; // All before it is dead or under way.
const REQUESTS: u32 = 12;
const BODY: u32 = 16;

// A record's words; the request's text is its last.
const SIZE: u32 = 0;
const TRACKER: u32 = 4;
const STATE: u32 = 8;
const CALLBACK: u32 = 12;
const MADE: u32 = 16;
const LEFT: u32 = 20;
const DOUBT: u32 = 24;
const TEXT: u32 = 28;

/// How many bytes a hit needs beside those of its request.
pub const HIT_HEADER_BYTES: u32 = TEXT + 4;

// States. What is above COLLECTED and below the first request's number is not used.
const DEAD: u32 = 0;
const WAITING: u32 = 1;
const COLLECTED: u32 = 2;
const FIRST_REQUEST: u32 = 16;

/// Why a hit is sent a second time and never a third: a server may have taken it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Doubt {
    /// And with others.
    Together = 1,
    /// Alone: it, or one of those it left with, is what the server cannot read.
    Alone = 2,
}

/// A hit of the store, good for the turn.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'t>(u32, PhantomData<Turn<'t>>);

/// The hits of the store from a place on, in order, without those that are removed.
#[derive(Clone, Copy, Debug)]
pub struct Hits<'t>(u32, PhantomData<Turn<'t>>);

impl<'t> Turn<'t> {
    /// Adds a hit of the current tracker, which waits to leave, or is collected for later, with the time when it was made. False if
    /// there is no room.
    pub fn add_hit(self, request: Text<'t>, callback: u32, is_collected: bool, made: u32) -> bool {
        let size = HIT_HEADER_BYTES + request.len();
        let end = word(END);
        if word(ALIVE) + size > MOST_BYTES || BODY + end + size > memory::STORE {
            return false;
        }
        let at = place(end);
        store(at + SIZE, size);
        store(at + TRACKER, self.tracker());
        store(at + STATE, if is_collected { COLLECTED } else { WAITING });
        store(at + CALLBACK, callback);
        store(at + MADE, made);
        store(at + DOUBT, 0);
        store(at + TEXT, request.len());
        copy(request.address() + 4, at + TEXT + 4, request.len());
        set_word(ALIVE, word(ALIVE) + size);
        set_word(END, end + size);
        true
    }

    /// All hits.
    pub fn hits(self) -> Hits<'t> {
        Hits(0, PhantomData)
    }

    /// The hits behind those at the store's front that are all under way.
    pub fn unsettled_hits(self) -> Hits<'t> {
        let mut settled = word(SETTLED);
        while settled < word(END) && !matches!(load(place(settled) + STATE), WAITING | COLLECTED) {
            settled += load(place(settled) + SIZE);
        }
        set_word(SETTLED, settled);
        Hits(settled, PhantomData)
    }

    /// How many bytes of hits there are.
    pub fn hit_bytes(self) -> u32 {
        word(ALIVE)
    }

    /// A number for a request that no other request of the page has.
    pub fn new_request(self) -> u32 {
        set_word(REQUESTS, word(REQUESTS) + 1);
        word(REQUESTS) + FIRST_REQUEST
    }
}

impl<'t> Hit<'t> {
    /// What it says.
    pub fn request(self) -> Text<'t> {
        Turn::opened().handle(self.0 + TEXT)
    }

    /// The number of its tracker.
    pub fn tracker(self) -> u32 {
        load(self.0 + TRACKER)
    }

    /// The number of the callback that hears what becomes of it; 0 for none.
    pub fn callback(self) -> u32 {
        load(self.0 + CALLBACK)
    }

    /// When it was made.
    pub fn made(self) -> u32 {
        load(self.0 + MADE)
    }

    /// It counts as made then.
    pub fn make(self, time: u32) {
        store(self.0 + MADE, time);
    }

    /// Its callback has heard.
    pub fn forget_callback(self) {
        store(self.0 + CALLBACK, 0);
    }

    /// Whether it waits to leave.
    pub fn is_waiting(self) -> bool {
        load(self.0 + STATE) == WAITING
    }

    /// Whether it is collected for later.
    pub fn is_collected(self) -> bool {
        load(self.0 + STATE) == COLLECTED
    }

    /// Whether it is under way.
    pub fn is_under_way(self) -> bool {
        load(self.0 + STATE) >= FIRST_REQUEST
    }

    /// Whether it is under way with a request.
    pub fn is_of(self, request: u32) -> bool {
        load(self.0 + STATE) == request
    }

    /// It leaves with a request.
    pub fn leave_with(self, request: u32, time: u32) {
        store(self.0 + STATE, request);
        store(self.0 + LEFT, time);
    }

    /// When it left.
    pub fn left(self) -> u32 {
        load(self.0 + LEFT)
    }

    /// Whether a server may have taken it already.
    pub fn is_doubted(self) -> bool {
        load(self.0 + DOUBT) != 0
    }

    /// A server may have taken it.
    pub fn doubt(self, doubt: Doubt) {
        store(self.0 + DOUBT, doubt as u32);
    }

    /// Whether it is sent again without any other.
    pub fn is_alone(self) -> bool {
        load(self.0 + DOUBT) == Doubt::Alone as u32
    }

    /// It waits to leave: collected until now, or lost on its way.
    pub fn wait(self) {
        store(self.0 + STATE, WAITING);
        set_word(SETTLED, word(SETTLED).min(self.0 - place(0)));
    }

    /// Removes it: the server has it, or it is given up.
    pub fn remove(self) {
        if load(self.0 + STATE) != DEAD {
            store(self.0 + STATE, DEAD);
            set_word(ALIVE, word(ALIVE) - load(self.0 + SIZE));
        }
    }
}

impl<'t> Iterator for Hits<'t> {
    type Item = Hit<'t>;

    fn next(&mut self) -> Option<Hit<'t>> {
        while self.0 < word(END) {
            let at = place(self.0);
            self.0 += load(at + SIZE);
            if load(at + STATE) != DEAD {
                return Some(Hit(at, PhantomData));
            }
        }
        None
    }
}

/// Between two turns: moves what is alive to the front, if there is more dead than alive. So each byte that was removed is
/// paid for by one that moves at most.
pub(super) fn compact() {
    if word(END) <= 2 * word(ALIVE) {
        return;
    }
    let (mut from, mut to, mut settled) = (0, 0, None);
    while from < word(END) {
        let size = load(place(from) + SIZE);
        if from >= word(SETTLED) {
            settled = settled.or(Some(to));
        }
        if load(place(from) + STATE) != DEAD {
            copy(place(from), place(to), size);
            to += size;
        }
        from += size;
    }
    set_word(SETTLED, settled.unwrap_or(to));
    set_word(END, to);
}

fn place(offset: u32) -> u32 {
    memory::start() + memory::SIZE + BODY + offset
}

fn word(word: u32) -> u32 {
    load(memory::start() + memory::SIZE + word)
}

fn set_word(word: u32, value: u32) {
    store(memory::start() + memory::SIZE + word, value);
}
