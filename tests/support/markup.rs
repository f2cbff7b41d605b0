//! The page's document from markup: a tree of plain data in place of elements.

use crumbless::fake::{Js, with_page};
use regex::{Captures, Regex};

const VOID: [&str; 6] = ["img", "embed", "param", "source", "area", "br"];

/// Makes markup the page's document. Its attributes are in double quotes.
pub fn show(markup: &str) {
    let mut body = Js::default();
    body.set("number", Js::Number(0.0));
    body.set("localName", Js::from("body"));
    body.set("children", Js::List(parse(markup)));
    with_page(|page| page.window.set("document.body", body));
}

/// The elements of some markup, outside of any document.
pub fn parse(markup: &str) -> Vec<Js> {
    let mut tokens = Tokens {
        tag: Regex::new(r#"<(/?)([a-z]+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>|[^<]+"#).unwrap(),
        attribute: Regex::new(r#"([\w-]+)(?:="([^"]*)")?"#).unwrap(),
        markup,
        at: 0,
        number: 0,
    };
    let elements = tokens.children();
    assert_eq!(tokens.at, markup.len(), "{markup}");
    elements
}

/// The document's element with an id.
pub fn by_id(id: &str) -> Js {
    let body = with_page(|page| page.window.at("document.body"));
    let has_id = |element: &&Js| element.at("attributes.id.value") == Js::from(id);
    all(&body)
        .into_iter()
        .find(has_id)
        .cloned()
        .unwrap_or_else(|| panic!("no element {id}"))
}

/// The document's elements with a class or attribute that makes a content block.
pub fn blocks() -> Vec<Js> {
    let body = with_page(|page| page.window.at("document.body"));
    let class = |element: &Js| element.at("attributes.class.value").string().unwrap_or_default();
    let is_block = |element: &&Js| {
        element.at("attributes.data-track-content") != Js::Undefined
            || class(element).contains("TrackContent")
    };
    all(&body).into_iter().filter(is_block).cloned().collect()
}

/// A click on the element with an id.
pub fn click_on(id: &str) -> Js {
    let mut event = Js::default();
    event.set("type", Js::from("click"));
    event.set("button", Js::Number(0.0));
    event.set("target", by_id(id));
    event
}

fn all(node: &Js) -> Vec<&Js> {
    let Js::Object(entries) = node else {
        return Vec::new();
    };
    let children = entries.iter().find(|(name, _)| name == "children");
    let below = match children {
        Some((_, Js::List(children))) => children.iter().flat_map(all).collect(),
        _ => Vec::new(),
    };
    std::iter::once(node).chain(below).collect()
}

struct Tokens<'m> {
    tag: Regex,
    attribute: Regex,
    markup: &'m str,
    at: usize,
    number: u32,
}

impl<'m> Tokens<'m> {
    fn next(&mut self) -> Option<Captures<'m>> {
        let found = self.tag.captures_at(self.markup, self.at)?;
        assert_eq!(found.get(0)?.start(), self.at, "{}", &self.markup[self.at..]);
        self.at = found.get(0)?.end();
        Some(found)
    }

    /// The elements up to the end of the one they stand in.
    fn children(&mut self) -> Vec<Js> {
        let mut children = Vec::new();
        while let Some(token) = self.next() {
            let Some(name) = token.get(2) else { continue };
            if &token[1] == "/" {
                break;
            }
            let is_void = VOID.contains(&name.as_str());
            let below = if is_void { Vec::new() } else { self.children() };
            children.push(self.element(name.as_str(), &token[3], below));
        }
        children
    }

    fn element(&mut self, name: &str, attributes: &str, children: Vec<Js>) -> Js {
        self.number += 1;
        let mut element = Js::default();
        element.set("number", Js::Number(f64::from(self.number)));
        element.set("localName", Js::from(name));
        for found in self.attribute.captures_iter(attributes) {
            let value = found.get(2).map_or("", |value| value.as_str());
            element.set(&format!("attributes.{}.value", &found[1]), Js::from(value));
            match &found[1] {
                "class" => element.set("className", Js::from(value)),
                "title" => element.set("title", Js::from(value)),
                "href" => element.set("href", Js::Text(absolute(value))),
                _ => {}
            }
        }
        element.set("children", Js::List(children));
        element
    }
}

/// What the property `href` of a link has, where the attribute has an address with a host or a path.
fn absolute(address: &str) -> String {
    let origin = with_page(|page| page.window.at("location.origin").string().unwrap_or_default());
    if address.starts_with("//") {
        format!("http:{address}")
    } else if address.starts_with('/') {
        origin + address
    } else {
        address.to_owned()
    }
}
