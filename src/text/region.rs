//! One bump region for all text, and the handles into it.
//!
//! A **turn** is one visit of the core: a command, a click, a timer. All text made during a turn is appended to the
//! region and gone when the turn ends; what a tracker keeps for longer stands in its slots and is moved to the
//! region's front then. So there is no allocator, no `String` and no drop code, and a text is one machine word.
//!
//! ```text
//! start                 kept                      top                half                          end
//! | header | tracker blocks and their kept texts | this turn's texts |  free  | room to compact into | store |
//! ```
//!
//! What does not fit a slot, because there may be thousands of it, stands in the [`super::store`] behind the region.
//!
//! [`Text`] and [`Turn`] carry the turn's lifetime, so a text that outlives its turn does not compile:
//!
//! ```compile_fail
//! use crumbless::text::{Text, turn};
//! let mut kept: Option<Text> = None;
//! turn(|turn| kept = Some(turn.literal("gone when the turn ends")));
//! ```
//! ```compile_fail
//! use crumbless::text::{Text, turn};
//! let escaped: Text<'static> = turn(|turn| turn.literal("gone when the turn ends"));
//! ```
//!
//! What is asked of each of many texts opens a scope of its own ([`Turn::scratch`]): its texts are gone before the next is
//! asked, so that a turn holds what is found and not what was looked at.

use super::memory::{self, copy, load, load_byte, store};
use crate::slots::{NumberSlot, PageSlot, TextSlot};
use core::cell::Cell;
use core::marker::PhantomData;
use core::num::NonZeroU32;

/// Proof that a turn is open, and the way to make text in it. A word of nothing: copying it is free.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'t>(PhantomData<Cell<&'t ()>>);

/// A text of this turn: UTF-8 bytes somewhere in the region. `Option<Text>` is one word too.
#[derive(Clone, Copy, Debug)]
pub struct Text<'t>(NonZeroU32, PhantomData<Cell<&'t ()>>);

// A block: the next tracker's block, then the text slots, then the number slots.
const NEXT: u32 = 0;
const BLOCK: u32 = 4 * (1 + TextSlot::COUNT + NumberSlot::COUNT);

// The header's words, as offsets from the region's start. DIRTY counts what slots were made to keep in the open turn.
const TOP: u32 = 0;
const KEPT: u32 = 4;
const FIRST: u32 = 8;
const CURRENT: u32 = 12;
const DEPTH: u32 = 16;
const DIRTY: u32 = 20;
const FULL: u32 = 24;
const EMPTY: u32 = 28;
const PAGE: u32 = 32;
const FLOOR: u32 = PAGE + 4 * PageSlot::COUNT;
const TRACKER: u32 = FLOOR + 4;
const BODY: u32 = TRACKER + 4;

// A text's header is its length; the top bit says that the page gave it as a number.
const NUMBER: u32 = 1 << 31;

/// Opens a turn, runs `work`, and forgets every text of it that no slot keeps. Turns may nest; only the outermost
/// forgets.
pub(super) fn open<R>(work: impl for<'t> FnOnce(Turn<'t>) -> R) -> R {
    if header(TOP) == 0 {
        set_header(TOP, memory::start() + BODY);
        set_header(KEPT, memory::start() + BODY);
    }
    if header(DEPTH) == 0 {
        set_header(FLOOR, 0);
    }
    set_header(DEPTH, header(DEPTH) + 1);
    let result = work(Turn(PhantomData));
    set_header(DEPTH, header(DEPTH) - 1);
    if header(DEPTH) == 0 {
        forget();
    }
    result
}

/// Whether a turn is open.
pub(super) fn is_open() -> bool {
    header(DEPTH) != 0
}

/// Forgets that a turn was open: a trap may have ended one in its middle. For the entries from outside, where none is open.
pub(crate) fn recover() {
    set_header(DEPTH, 0);
}

impl<'t> Turn<'t> {
    /// The turn that is open, for what belongs to it.
    pub(super) fn opened() -> Turn<'t> {
        Turn(PhantomData)
    }

    /// A text with the bytes of a literal.
    #[inline(never)]
    pub fn literal(self, bytes: &'static str) -> Text<'t> {
        self.with_bytes(bytes.as_bytes())
    }

    /// The text without a byte.
    pub fn empty(self) -> Text<'t> {
        self.handle(memory::start() + EMPTY)
    }

    /// Does what needs texts of its own, and forgets them: `work` gets the texts and the value that it is about, and only
    /// its result is left. A text that it keeps in a slot stays, and so does what was made before that.
    ///
    /// A function cannot carry texts of the turn in or out but as `about`, whose texts live as long as the scope:
    ///
    /// ```
    /// use crumbless::text::turn;
    /// turn(|turn| {
    ///     let name = turn.literal("Name");
    ///     assert!(turn.scratch([name], (), |_, [name], ()| name.lower().is("name")));
    /// });
    /// ```
    /// ```compile_fail
    /// use crumbless::text::turn;
    /// turn(|turn| turn.scratch([turn.empty()], (), |_, [text], ()| text)); // A result outlives the scope.
    /// ```
    /// ```compile_fail
    /// use crumbless::text::turn;
    /// turn(|turn| {
    ///     let mut kept = None;
    ///     turn.scratch([turn.empty()], (), |_, [text], ()| kept = Some(text)); // Nothing is captured,
    /// });
    /// ```
    /// ```compile_fail
    /// use crumbless::text::turn;
    /// turn(|turn| {
    ///     let outer = turn.literal("outer");
    ///     let mut kept = None;
    ///     turn.scratch([], (), |_, [], ()| kept = Some(outer.lower())); // nor by way of a text from outside.
    /// });
    /// ```
    /// ```compile_fail
    /// use crumbless::text::turn;
    /// turn(|turn| {
    ///     let begun = turn.build();
    ///     turn.scratch([], begun, |_, [], begun| begun.literal("more").done().len()); // A builder stays outside.
    /// });
    /// ```
    pub fn scratch<const N: usize, V: Copy + 'static, R: 'static>(
        self,
        about: [Text<'t>; N],
        value: V,
        work: for<'s> fn(Turn<'s>, [Text<'s>; N], V) -> R,
    ) -> R {
        let before = header(TOP);
        let result = work(self, about, value);
        // Below FLOOR stands what was kept meanwhile.
        set_header(TOP, before.max(header(FLOOR)));
        result
    }

    /// Whether a text did not fit into this turn; [`Turn::overflowed`] asks once.
    pub fn is_cut(self) -> bool {
        header(FULL) != 0
    }

    /// Whether a text did not fit into this turn, since it was last asked.
    pub fn overflowed(self) -> bool {
        let full = header(FULL) != 0;
        set_header(FULL, 0);
        full
    }

    /// Adds a tracker, makes it the current one and returns its number, counted from 1.
    pub fn add_tracker(self) -> u32 {
        let block = header(TOP);
        if !room(block, BLOCK) {
            return 0;
        }
        let mut word = 0;
        while word < BLOCK {
            store(block + word, 0);
            word += 4;
        }
        set_header(TOP, block + BLOCK);
        set_header(FLOOR, block + BLOCK);
        set_header(DIRTY, 1);
        let (mut link, mut number) = (memory::start() + FIRST, 1);
        while load(link) != 0 {
            link = load(link) + NEXT;
            number += 1;
        }
        store(link, block);
        set_header(CURRENT, block);
        set_header(TRACKER, number);
        number
    }

    /// Makes a tracker the one whose slots are read and set. False if there is no such tracker.
    pub fn choose_tracker(self, number: u32) -> bool {
        let mut block = header(FIRST);
        let mut left = number;
        while block != 0 && left > 1 {
            block = load(block + NEXT);
            left -= 1;
        }
        set_header(CURRENT, block);
        set_header(TRACKER, number);
        block != 0 && left == 1
    }

    /// The current tracker's number, counted from 1.
    pub fn tracker(self) -> u32 {
        header(TRACKER)
    }

    /// Does something with each tracker in turn, the one that was current included, which is current again afterwards.
    pub fn for_each_tracker(self, mut work: impl FnMut()) {
        let current = self.tracker();
        let mut number = 1;
        while self.choose_tracker(number) {
            work();
            number += 1;
        }
        self.choose_tracker(current);
    }

    /// A number of the whole page.
    pub fn of_page(self, slot: PageSlot) -> u32 {
        header(PAGE + 4 * u32::from(slot.0))
    }

    /// Sets a number of the whole page.
    pub fn set_of_page(self, slot: PageSlot, value: u32) {
        set_header(PAGE + 4 * u32::from(slot.0), value);
    }

    /// Does a piece of work whose texts nobody needs behind it, so that a turn of many pieces has room for each. Its texts
    /// are forgotten at its end, but for what a slot keeps; nothing that was begun before it may be continued in it.
    pub fn briefly(self, work: impl for<'s> FnOnce(Turn<'s>)) {
        let before = header(TOP);
        work(Turn(PhantomData));
        set_header(TOP, before.max(header(FLOOR)));
    }

    /// What a slot of the current tracker holds.
    #[inline(never)]
    pub fn kept(self, slot: TextSlot) -> Option<Text<'t>> {
        NonZeroU32::new(load(text_slot(slot))).map(|at| Text(at, PhantomData))
    }

    /// Keeps a text in a slot of the current tracker beyond this turn; `None` clears it.
    #[inline(never)]
    pub fn keep(self, slot: TextSlot, text: Option<Text<'t>>) {
        store(text_slot(slot), text.map_or(0, |text| text.0.get()));
        set_header(FLOOR, header(TOP));
        set_header(DIRTY, 1);
    }

    /// What a number slot of the current tracker holds.
    #[inline(never)]
    pub fn number(self, slot: NumberSlot) -> u32 {
        load(number_slot(slot))
    }

    /// Sets a number slot of the current tracker.
    #[inline(never)]
    pub fn set_number(self, slot: NumberSlot, value: u32) {
        store(number_slot(slot), value);
    }

    /// A text of these bytes; the empty one if there is no room.
    pub(super) fn with_bytes(self, bytes: &[u8]) -> Text<'t> {
        let at = header(TOP);
        if !room(at, 4 + bytes.len() as u32) {
            return self.empty();
        }
        memory::write(at + 4, bytes);
        self.finish(at, bytes.len() as u32)
    }

    /// Where a string may come in from outside, and how many bytes of it.
    #[inline(never)]
    pub(crate) fn import_buffer(self) -> (u32, u32) {
        let at = header(TOP) + 4;
        (at, (memory::start() + memory::SIZE / 2).saturating_sub(at))
    }

    /// The text whose bytes came in at [`Turn::import_buffer`]; `None` for a negative length, which says there was none.
    #[inline(never)]
    pub(crate) fn finish_import(self, len: i32) -> Option<Text<'t>> {
        let (at, capacity) = self.import_buffer();
        let len = u32::try_from(len).ok()?.min(capacity);
        // UTF-8 is cut before a letter that does not fit, of at most four bytes.
        if len + 4 > capacity {
            set_header(FULL, 1);
        }
        Some(self.finish(at - 4, len))
    }

    fn finish(self, at: u32, len: u32) -> Text<'t> {
        store(at, len);
        set_header(TOP, at + 4 + len);
        self.handle(at)
    }

    /// The text whose length stands at an address of the region or the store.
    pub(super) fn handle(self, at: u32) -> Text<'t> {
        // An address in the region is never zero; the fallback only keeps the compiler from asking.
        Text(NonZeroU32::new(at).unwrap_or(NonZeroU32::MIN), PhantomData)
    }
}

impl<'t> Text<'t> {
    /// Length in bytes.
    #[inline(never)]
    pub fn len(self) -> u32 {
        load(self.0.get()) & !NUMBER
    }

    /// Whether there is no byte in it.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The byte at an index, 0 behind the end.
    #[inline(never)]
    pub fn byte(self, index: u32) -> u32 {
        if index < self.len() {
            load_byte(self.0.get() + 4 + index)
        } else {
            0
        }
    }

    /// Changes a byte of a text that its maker alone holds.
    pub(super) fn set_byte(self, index: u32, byte: u32) {
        memory::write(self.0.get() + 4 + index, &[byte as u8]);
    }

    /// The turn this text belongs to.
    pub fn turn(self) -> Turn<'t> {
        Turn(PhantomData)
    }

    /// The place of the text for the other side of the FFI boundary: four bytes of length, then UTF-8.
    pub fn address(self) -> u32 {
        self.0.get()
    }

    /// Marks the text as given as a number, so that a result made from it is one.
    pub fn as_number(self) -> Text<'t> {
        store(self.0.get(), self.len() | NUMBER);
        self
    }

    /// Whether the page gave it as a number.
    pub fn is_number(self) -> bool {
        load(self.0.get()) & NUMBER != 0
    }
}

/// Where [`super::TextBuilder`] appends. It alone uses these, so that the rules of the bump stay in two files.
pub(super) mod bump {
    use super::*;

    /// Starts an empty text at the top.
    pub(in crate::text) fn begin() -> u32 {
        let at = header(TOP);
        if !room(at, 4) {
            // The empty text is read-only; `extend` refuses it while the region is full.
            return memory::start() + EMPTY;
        }
        store(at, 0);
        set_header(TOP, at + 4);
        at
    }

    /// Makes room for `more` bytes at the end of the text at `at`, which may grow as far as `end`. Where something was
    /// written behind that, the text moves to the top, with as much room again as it has bytes: so what is put together from
    /// many texts, each made meanwhile, moves a few times and not with each. Returns where it stands now and how far it may
    /// grow; `None` if there is no room.
    pub(in crate::text) fn extend(at: u32, end: u32, more: u32) -> Option<(u32, u32)> {
        let len = load(at) & !NUMBER;
        let top = header(TOP);
        let needed = 4 + len + more;
        if more <= end.saturating_sub(at + 4 + len) {
            store(at, len + more);
            return Some((at, end));
        }
        let is_last = end == top;
        let to = if is_last { at } else { top };
        if !room(to, needed) {
            return None;
        }
        if !is_last {
            copy(at, to, 4 + len);
        }
        let spare = if is_last || !fits(to, 2 * needed) {
            0
        } else {
            needed
        };
        store(to, len + more);
        set_header(TOP, to + needed + spare);
        Some((to, to + needed + spare))
    }

    pub(in crate::text) fn text<'t>(at: u32) -> Text<'t> {
        Turn(PhantomData).handle(at)
    }
}

fn header(word: u32) -> u32 {
    load(memory::start() + word)
}

fn set_header(word: u32, value: u32) {
    store(memory::start() + word, value);
}

fn text_slot(slot: TextSlot) -> u32 {
    header(CURRENT) + 4 + 4 * u32::from(slot.0)
}

fn number_slot(slot: NumberSlot) -> u32 {
    header(CURRENT) + 4 + 4 * TextSlot::COUNT + 4 * u32::from(slot.0)
}

/// Whether `len` bytes at `at` stay in the half that turns may use. The other half takes what survives.
fn room(at: u32, len: u32) -> bool {
    let fits = fits(at, len);
    if !fits {
        set_header(FULL, 1);
    }
    fits
}

fn fits(at: u32, len: u32) -> bool {
    len <= memory::SIZE / 2 && at + len <= memory::start() + memory::SIZE / 2
}

/// Ends the outermost turn: copies the trackers' blocks and what their slots keep behind the top, then moves that
/// to the front. Nothing was kept anew in most turns; then the turn's texts are simply forgotten.
fn forget() {
    if header(DIRTY) == 0 {
        set_header(TOP, header(KEPT));
        return;
    }
    set_header(DIRTY, 0);
    let base = memory::start() + BODY;
    let top = header(TOP);
    let shift = top - base;
    let mut to = top;
    let mut link = memory::start() + FIRST;
    while load(link) != 0 {
        let block = to;
        copy(load(link), block, BLOCK);
        store(link, block - shift);
        to += BLOCK;
        let mut slot = block + 4;
        while slot < block + 4 + 4 * TextSlot::COUNT {
            let at = load(slot);
            if at != 0 {
                let size = 4 + (load(at) & !NUMBER);
                // One text kept in many slots is copied for each of them, which may be more than there is room for.
                let fits = size <= memory::start() + memory::SIZE - to;
                if fits {
                    copy(at, to, size);
                    to += size;
                } else {
                    set_header(FULL, 1);
                }
                store(slot, if fits { to - size - shift } else { 0 });
            }
            slot += 4;
        }
        link = block + NEXT;
    }
    copy(top, base, to - top);
    set_header(KEPT, to - shift);
    set_header(TOP, to - shift);
}
