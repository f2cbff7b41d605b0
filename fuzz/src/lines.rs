//! Input as lines of text, not as bytes that only a program can make: a seed is written by hand, a failing input is read as
//! it is, and a change of one byte changes one thing.

use arbitrary::{Arbitrary, Result, Unstructured};
use crumbless::fake::Js;

/// A word that no input holds, so that what the checks put into hits is told from what an input says.
pub const MARK: &str = "crumbmark";

/// Beyond these an input is slow, not new.
const DEPTH: usize = 4;
const ITEMS: usize = 16;

/// The lines of an input.
#[derive(Clone, Debug)]
pub struct Lines(std::iter::Peekable<std::vec::IntoIter<String>>);

impl<'a> Arbitrary<'a> for Lines {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Lines> {
        let bytes = input.bytes(input.len())?;
        let text = String::from_utf8_lossy(bytes)
            // The sign for what could not be read: where it leaves, a text was cut inside a letter.
            .replace(char::REPLACEMENT_CHARACTER, "?")
            .replace(MARK, "x");
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        Ok(Lines(lines.into_iter().peekable()))
    }
}

impl Lines {
    /// The next line; nothing at the end.
    pub fn line(&mut self) -> Option<String> {
        self.0.next()
    }

    /// The next line, the empty text at the end.
    pub fn text(&mut self) -> String {
        self.line().unwrap_or_default()
    }

    /// The words of the next line. What stands between the items of a list is in none of them.
    pub fn words(&mut self) -> Vec<String> {
        let line = self.text();
        let words = line.split([' ', '\u{1f}']).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    }

    /// Words that mean themselves also where the core takes them for a pattern.
    pub fn plain_words(&mut self) -> Vec<String> {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
        let plain = |word: String| {
            word.chars()
                .filter(|letter| is_plain(*letter))
                .collect::<String>()
        };
        self.words()
            .into_iter()
            .map(plain)
            .filter(|word| !word.is_empty())
            .collect()
    }

    /// The values up to a line that begins with one of some letters.
    pub fn values(&mut self, ends: &[char]) -> Vec<Js> {
        let mut values = Vec::new();
        while self.0.peek().is_some_and(|line| !line.starts_with(ends)) && values.len() < ITEMS {
            values.push(self.value());
        }
        values
    }

    /// A value: `true`, `#1.5`, `[` and what is in it and `]`, `{` and names and values and `}`; any other line is a text, and
    /// one whose first letter would mean something has a quote before it.
    pub fn value(&mut self) -> Js {
        self.value_within(DEPTH)
    }

    fn value_within(&mut self, depth: usize) -> Js {
        let line = self.text();
        match line.as_str() {
            "undefined" => Js::Undefined,
            "null" => Js::Null,
            "false" => Js::Bool(false),
            "true" => Js::Bool(true),
            "function" => Js::Function,
            "[" if depth > 0 => Js::List(self.items(']', |lines| lines.value_within(depth - 1))),
            "{" if depth > 0 => {
                Js::Object(self.items('}', |lines| (lines.text(), lines.value_within(depth - 1))))
            }
            text => match text.strip_prefix('#') {
                Some(number) => Js::Number(number.parse().unwrap_or(f64::NAN)),
                None => Js::from(text.strip_prefix('"').unwrap_or(text)),
            },
        }
    }

    fn items<T>(&mut self, end: char, mut item: impl FnMut(&mut Lines) -> T) -> Vec<T> {
        let mut items = Vec::new();
        while self.0.peek().is_some_and(|line| !line.starts_with(end)) && items.len() < ITEMS {
            items.push(item(self));
        }
        self.line();
        items
    }
}
