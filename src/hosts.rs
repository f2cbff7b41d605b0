//! Which hosts are the site's own, and which referrers do not count: hosts with a wildcard or a path, as `setDomains` and
//! `setExcludedReferrers` take them.

use crate::text::Text;
use crate::url;

/// Whether an address's host and path are one of a list of hosts with optional paths.
pub fn is_listed<'t>(list: Text<'t>, host: Text<'t>, path: Text<'t>) -> bool {
    list.items()
        .any(|entry| is_same_host(host, bare(entry)) && is_below(path, url::path(entry)))
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

/// Whether a host is the other, or below it where that begins with a dot.
#[inline(never)]
pub fn is_same_host<'t>(host: Text<'t>, alias: Text<'t>) -> bool {
    let (host, alias) = (host.lower(), alias.lower());
    host.same(alias)
        || alias.byte(0) == u32::from(b'.') && (host.same(alias.after(1)) || host.ends_with(alias))
}

/// Whether a path is the other or below it. `/docs*` means all that begins so, `/docs` the folder.
fn is_below<'t>(path: Text<'t>, alias: Text<'t>) -> bool {
    let (path, alias) = (path.lower(), alias.lower());
    let last = alias.len().saturating_sub(1);
    if alias.byte(last) == u32::from(b'*') {
        return path.has_at(0, alias.cut(0, last));
    }
    let alias = folder(alias);
    folder(path).has_at(0, alias)
}

fn folder(path: Text<'_>) -> Text<'_> {
    let is_folder = path.byte(path.len().saturating_sub(1)) == u32::from(b'/');
    if is_folder {
        path
    } else {
        path.turn().build().text(path).byte(u32::from(b'/')).done()
    }
}
