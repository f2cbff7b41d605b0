//! JavaScript values as far as the core distinguishes them.

/// A value of the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Js {
    /// `undefined`.
    #[default]
    Undefined,
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// A function.
    Function,
    /// An array.
    List(Vec<Js>),
    /// An object, its properties in order.
    Object(Vec<(String, Js)>),
}

impl From<&str> for Js {
    fn from(text: &str) -> Js {
        Js::Text(text.to_owned())
    }
}

impl Js {
    /// The value at a path of names joined by dots.
    pub fn at(&self, path: &str) -> Js {
        path.split('.')
            .filter(|name| !name.is_empty())
            .fold(self.clone(), |value, name| value.property(name))
    }

    /// One property; of a list its items and its length.
    pub fn property(&self, name: &str) -> Js {
        if let Js::List(items) = self {
            let item = name.parse::<usize>().ok().and_then(|index| items.get(index));
            return match item {
                None if name == "length" => Js::Number(items.len() as f64),
                item => item.cloned().unwrap_or_default(),
            };
        }
        let Js::Object(entries) = self else {
            return Js::Undefined;
        };
        entries
            .iter()
            .find(|(key, _)| key == name)
            .map_or(Js::Undefined, |(_, value)| value.clone())
    }

    /// Sets the value at a path, making objects on the way.
    pub fn set(&mut self, path: &str, value: Js) {
        let (name, rest) = path
            .split_once('.')
            .map_or((path, None), |(name, rest)| (name, Some(rest)));
        if !matches!(self, Js::Object(_)) {
            *self = Js::Object(Vec::new());
        }
        let Js::Object(entries) = self else { return };
        if !entries.iter().any(|(key, _)| key == name) {
            entries.push((name.to_owned(), Js::Undefined));
        }
        let Some((_, place)) = entries.iter_mut().find(|(key, _)| key == name) else {
            return;
        };
        match rest {
            Some(rest) => place.set(rest, value),
            None => *place = value,
        }
    }

    /// What `String(value)` gives; `None` for `undefined` and `null`.
    pub fn string(&self) -> Option<String> {
        match self {
            Js::Undefined | Js::Null => None,
            Js::Bool(value) => Some(value.to_string()),
            Js::Number(value) => Some(value.to_string()),
            Js::Text(value) => Some(value.clone()),
            Js::Function => Some("function () {}".to_owned()),
            Js::List(items) => Some(
                items
                    .iter()
                    .map(|item| item.string().unwrap_or_default())
                    .collect::<Vec<_>>()
                    .join(","),
            ),
            Js::Object(_) => Some("[object Object]".to_owned()),
        }
    }

    /// The number of [`crate::port::Kind`].
    pub fn kind(&self) -> i32 {
        match self {
            Js::Undefined => 0,
            Js::Null => 1,
            Js::Bool(false) => 2,
            Js::Bool(true) => 3,
            Js::Number(_) => 4,
            Js::Text(_) => 5,
            Js::Function => 6,
            Js::List(_) | Js::Object(_) => 7,
        }
    }

    /// What `Number(value)` gives.
    pub fn number(&self) -> f64 {
        match self {
            Js::Null | Js::Bool(false) => 0.0,
            Js::Bool(true) => 1.0,
            Js::Number(value) => *value,
            Js::Text(value) if value.is_empty() => 0.0,
            Js::Text(value) => value.parse().unwrap_or(f64::NAN),
            _ => f64::NAN,
        }
    }

    /// An array's items or the one string.
    pub fn list(&self) -> Option<Vec<String>> {
        match self {
            Js::Text(text) => Some(vec![text.clone()]),
            Js::List(items) => Some(
                items
                    .iter()
                    .map(|item| item.string().unwrap_or_default())
                    .collect(),
            ),
            _ => None,
        }
    }

    /// An object's property names.
    pub fn keys(&self) -> Option<Vec<String>> {
        match self {
            Js::Object(entries) => Some(entries.iter().map(|(key, _)| key.clone()).collect()),
            Js::List(items) => Some((0..items.len()).map(|index| index.to_string()).collect()),
            _ => None,
        }
    }

    /// The value as JSON, an object without some properties; `None` if it has no JSON.
    pub fn json_without(&self, without: &[&str]) -> Option<String> {
        match self {
            Js::Undefined | Js::Function => None,
            Js::Object(entries) => {
                let left = entries.iter().filter(|(key, _)| !without.contains(&key.as_str()));
                Some(Js::Object(left.cloned().collect()).json())
            }
            other => Some(other.json()),
        }
    }

    fn json(&self) -> String {
        match self {
            Js::Undefined | Js::Function | Js::Null => "null".to_owned(),
            Js::Bool(value) => value.to_string(),
            Js::Number(value) if value.is_finite() => value.to_string(),
            Js::Number(_) => "null".to_owned(),
            Js::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            Js::List(items) => format!("[{}]", items.iter().map(Js::json).collect::<Vec<_>>().join(",")),
            Js::Object(entries) => {
                let entries = entries
                    .iter()
                    .filter(|(_, value)| !matches!(value, Js::Undefined | Js::Function))
                    .map(|(key, value)| {
                        format!("{}:{}", serde_json::Value::from(key.as_str()), value.json())
                    });
                format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// `decodeURIComponent`, or `unescape` where that would throw.
pub fn decoded(text: &str) -> String {
    unescaped(text).unwrap_or_else(|latin1| latin1.into_iter().map(char::from).collect())
}

/// The bytes behind the percent signs as UTF-8; as they are where that fails.
fn unescaped(text: &str) -> Result<String, Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((&first, more)) = rest.split_first() {
        let hex = more
            .get(..2)
            .filter(|_| first == b'%')
            .and_then(|hex| core::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = more.get(if byte.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    String::from_utf8(bytes).map_err(|error| error.into_bytes())
}
