//! Elements: objects with `localName`, `attributes` (each an object with its `value`), `children` and a `number` of their own.
//! The document's stand under `document.body` of the window, so that what is above an element can be found.

use super::Js;
use crate::text::SEPARATOR;

/// The first element that the first fitting one of some selectors matches: the node itself and those below it (0), or above
/// it (1), or itself alone.
pub(super) fn find(body: &Js, node: &Js, selectors: &str, way: i32) -> Option<Js> {
    let candidates = match way {
        0 => with_all_below(node),
        1 => lineage(body, node),
        _ => vec![node],
    };
    let first = |selector| candidates.iter().find(|element| matches(element, selector));
    let found = selectors.split(char::from(SEPARATOR)).find_map(first)?;
    Some((*found).clone())
}

/// Whether the other node is this one or below it.
pub(super) fn contains(node: &Js, other: &Js) -> bool {
    is_node(other) && with_all_below(node).iter().any(|element| is_same(element, other))
}

fn with_all_below(node: &Js) -> Vec<&Js> {
    let below = children(node).iter().flat_map(with_all_below);
    core::iter::once(node).chain(below).collect()
}

/// The node, and what is above it from the inside out.
fn lineage<'p>(body: &'p Js, node: &'p Js) -> Vec<&'p Js> {
    if is_same(body, node) {
        return vec![body];
    }
    let mut ways = children(body).iter().map(|child| lineage(child, node));
    match ways.find(|way| !way.is_empty()) {
        Some(mut way) => {
            way.push(body);
            way
        }
        None => Vec::new(),
    }
}

fn children(node: &Js) -> &[Js] {
    let Js::Object(entries) = node else { return &[] };
    let children = entries.iter().find(|(name, _)| name == "children");
    match children {
        Some((_, Js::List(children))) => children,
        _ => &[],
    }
}

fn is_node(value: &Js) -> bool {
    matches!(value.property("number"), Js::Number(_))
}

fn is_same(one: &Js, other: &Js) -> bool {
    is_node(one) && one.property("number") == other.property("number")
}

/// As much of selectors as the core uses: `a,b`, `tag`, `.class`, `[name]`, `[name='value']`, `:not(...)`.
fn matches(element: &Js, selectors: &str) -> bool {
    is_node(element)
        && selectors
            .split(',')
            .any(|selector| matches_one(element, selector))
}

fn matches_one(element: &Js, selector: &str) -> bool {
    let mut rest = selector;
    while !rest.is_empty() {
        let (is_matched, more) = if let Some(inner) = rest.strip_prefix(":not(") {
            let (inner, more) = inner.split_once(')').unwrap_or((inner, ""));
            (!matches_one(element, inner), more)
        } else if let Some(attribute) = rest.strip_prefix('[') {
            let (attribute, more) = attribute.split_once(']').unwrap_or((attribute, ""));
            (has_attribute(element, attribute), more)
        } else {
            let end = rest.get(1..).and_then(|rest| rest.find(['.', '[', ':']));
            let (name, more) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
            (is_named(element, name), more)
        };
        if !is_matched {
            return false;
        }
        rest = more;
    }
    true
}

fn is_named(element: &Js, name: &str) -> bool {
    match name.strip_prefix('.') {
        Some(class) => {
            let classes = element.at("attributes.class.value").string().unwrap_or_default();
            classes.split(' ').any(|own| own == class)
        }
        None => element.property("localName") == Js::from(name),
    }
}

fn has_attribute(element: &Js, attribute: &str) -> bool {
    let (name, wanted) = attribute.split_once('=').unwrap_or((attribute, ""));
    let value = element.property("attributes").property(name).property("value");
    match value.string() {
        Some(value) => wanted.is_empty() || value == wanted.trim_matches('\''),
        None => false,
    }
}
