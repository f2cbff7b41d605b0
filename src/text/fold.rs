//! Letters without regard to case, for comparing. A page may have replaced what the browser's own `toLowerCase` is.

use super::Text;

impl<'t> Text<'t> {
    /// The text with small letters, of the Latin, Greek and Cyrillic alphabets, as long as it was. Both small sigmas are one. What is
    /// no UTF-8 stays as it is.
    pub fn folded(self) -> Text<'t> {
        let copy = self.lower();
        for index in 1..copy.len() {
            let (lead, last) = (copy.byte(index - 1), copy.byte(index));
            if last >> 6 != 2 {
                continue;
            }
            if (0xC3..0xD5).contains(&lead) {
                let small = small((lead & 0x1F) << 6 | last & 0x3F);
                copy.set_byte(index - 1, 0xC0 | small >> 6);
                copy.set_byte(index, 0x80 | small & 0x3F);
            } else if index > 1 && copy.byte(index - 2) == 0xE1 && (0xB8..0xBC).contains(&lead) {
                // U+1E00 to U+1EFF, in pairs.
                copy.set_byte(index, last | 1);
            }
        }
        copy
    }
}

/// The small letter of a character below U+0530, itself where it is none of a case.
fn small(letter: u32) -> u32 {
    match letter {
        0xC0..=0xD6 | 0xD8..=0xDE | 0x391..=0x3AB | 0x410..=0x42F => letter + 32,
        0x400..=0x40F => letter + 80,
        // In pairs, the first odd, or even.
        0x139..=0x148 | 0x179..=0x17E | 0x4C1..=0x4CE => letter + (letter & 1),
        0x100..=0x177 | 0x460..=0x4BF | 0x4D0..=0x52F => letter | 1,
        0x178 => 0xFF,
        0x386 => 0x3AC,
        0x388..=0x38A => letter + 37,
        0x38C => 0x3CC,
        0x38E | 0x38F => letter + 63,
        0x3C2 => 0x3C3,
        _ => letter,
    }
}
