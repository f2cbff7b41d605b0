//! Which hosts are the site's own, and which referrers do not count: hosts with a wildcard or a path, as `setDomains` and
//! `setExcludedReferrers` take them.

use crate::text::Text;
use crate::url;

/// Whether an address's host and path are one of a list of hosts with optional paths.
pub fn is_listed<'t>(list: Text<'t>, host: Text<'t>, path: Text<'t>) -> bool {
    list.items().any(|entry| {
        host.turn()
            .scratch([host, path, entry], (), |_, [host, path, entry], ()| {
                is_same_host(host, bare(entry)) && is_below(path, url::path(entry))
            })
    })
}

/// Whether the path of a listed host says more than "everything".
pub fn has_path(entry: Text<'_>) -> bool {
    let path = url::path(entry);
    !(path.is("/") || path.is("/*"))
}

/// The host of a list's entry: without path and trailing dot, and with `.` for a leading `*.`.
pub fn bare(entry: Text<'_>) -> Text<'_> {
    let start = u32::from(entry.starts_with("*."));
    let end = entry.find(b'/', start);
    let is_dotted = end > 0 && entry.byte(end - 1) == u32::from(b'.');
    entry.cut(start, end - u32::from(is_dotted))
}

/// Whether a host is the other, or below it where that begins with a dot. Compared in place, as the paths below: a list may be
/// long, and so may what stands where a host is expected.
#[inline(never)]
pub fn is_same_host<'t>(host: Text<'t>, alias: Text<'t>) -> bool {
    let end = alias.len();
    let is = |from| host.len() == end - from && host.has_any_case_at(0, alias, from, end);
    is(0)
        || alias.byte(0) == u32::from(b'.')
            && (is(1) || host.len() >= end && host.has_any_case_at(host.len() - end, alias, 0, end))
}

/// Whether a path is the other or below it. `/docs*` means all that begins so, `/docs` the folder.
fn is_below<'t>(path: Text<'t>, alias: Text<'t>) -> bool {
    let last = alias.len().saturating_sub(1);
    let ends_with = |mark: u8| alias.byte(last) == u32::from(mark);
    let begin = if ends_with(b'*') || ends_with(b'/') {
        last
    } else {
        alias.len()
    };
    let is_folder = begin == path.len() || path.byte(begin) == u32::from(b'/');
    path.has_any_case_at(0, alias, 0, begin) && (ends_with(b'*') || is_folder)
}
