//! Parts of addresses and their parameters, as matomo.js reads them: by their text, since many of the addresses a page
//! gives (`setCustomUrl`, `setReferrerUrl`) are not valid URLs. The reference's patterns are cited at each function.

use super::region::Text;

/// The scheme without its colon: `^([a-z]+):`.
pub fn scheme(url: Text<'_>) -> Option<Text<'_>> {
    let mut end = 0;
    while url.byte(end).wrapping_sub(97) < 26 {
        end += 1;
    }
    (end > 0 && url.byte(end) == u32::from(b':')).then(|| url.cut(0, end))
}

/// The host without user and port, or the whole text where there is none:
/// `^(?:(?:https?|ftp):)/*(?:[^@]+@)?([^:/#]+)`.
pub fn host(url: Text<'_>) -> Text<'_> {
    let Some(scheme) = scheme(url) else { return url };
    if !(scheme.is("http") || scheme.is("https") || scheme.is("ftp")) {
        return url;
    }
    let mut start = scheme.len() + 1;
    while url.byte(start) == u32::from(b'/') {
        start += 1;
    }
    let at = url.find(b'@', start);
    if at < url.len() && at > start {
        start = at + 1;
    }
    let end = url
        .find(b':', start)
        .min(url.find(b'/', start))
        .min(url.find(b'#', start));
    if end == start { url } else { url.cut(start, end) }
}

/// The path of an address, or of a host with a path as in `setDomains`; `/` where there is none.
pub fn path(url: Text<'_>) -> Text<'_> {
    let marker = url.turn().literal("//");
    let start = url.find_text(marker, 0).map_or(0, |at| at + 2);
    let end = url.find(b'?', start).min(url.find(b'#', start));
    let slash = url.find(b'/', start);
    if slash < end {
        url.cut(slash, end)
    } else {
        url.turn().literal("/")
    }
}

/// The part that may hold parameters: query and hash. Most addresses have neither, and are done with here.
pub fn parameters(url: Text<'_>) -> Text<'_> {
    url.after(url.find(b'?', 0).min(url.find(b'#', 0)))
}

/// The first value of a parameter in query or hash, still encoded: `[?&#]name=([^&#]*)`.
pub fn parameter<'t>(url: Text<'t>, name: Text<'t>) -> Option<Text<'t>> {
    let start = parameter_start(url, name)? + name.len() + 2;
    Some(url.cut(start, url.find(b'&', start).min(url.find(b'#', start))))
}

/// The address without its unwanted parameters, in the query and in a hash that carries parameters (`#a=b`, `#?a=b`).
/// An address that has none of them stays as it is, to the byte.
pub fn without<'t>(url: Text<'t>, is_unwanted: impl Fn(Text<'t>) -> bool + Copy) -> Text<'t> {
    if parameters(url).is_empty() {
        return url;
    }
    let hash = url.find(b'#', 0);
    let mark = url.find(b'?', 0).min(hash);
    let query = url.cut(mark + 1, hash);
    let fragment_start = if url.byte(hash + 1) == u32::from(b'?') {
        hash + 2
    } else {
        hash + 1
    };
    let fragment = url.after(fragment_start);
    let (kept_query, kept_fragment) = (wanted(query, is_unwanted), wanted(fragment, is_unwanted));
    let is_fragment_kept = fragment.find(b'=', 0) == fragment.len() || kept_fragment.len() == fragment.len();
    if kept_query.len() == query.len() && is_fragment_kept {
        return url;
    }
    let mut build = url.turn().build().part(url, 0, mark);
    if !kept_query.is_empty() {
        build = build.byte(u32::from(b'?')).text(kept_query);
    }
    if is_fragment_kept {
        build = build.part(url, hash, url.len());
    } else if !kept_fragment.is_empty() {
        build = build.part(url, hash, fragment_start).text(kept_fragment);
    }
    build.done()
}

/// `a=1&b=2` without its unwanted parameters.
#[inline(never)]
fn wanted<'t>(query: Text<'t>, is_unwanted: impl Fn(Text<'t>) -> bool) -> Text<'t> {
    let (mut build, mut start, mut is_first) = (query.turn().build(), 0, true);
    while start <= query.len() {
        let end = query.find(b'&', start);
        if !is_unwanted(query.cut(start, query.find(b'=', start).min(end))) {
            build = if is_first {
                build
            } else {
                build.byte(u32::from(b'&'))
            };
            build = build.part(query, start, end);
            is_first = false;
        }
        start = end + 1;
    }
    build.done()
}

fn parameter_start<'t>(url: Text<'t>, name: Text<'t>) -> Option<u32> {
    let mut from = 0;
    loop {
        let at = url.find_text(name, from)?;
        let before = if at > 0 { url.byte(at - 1) } else { 0 };
        let is_marked = before == u32::from(b'?') || before == u32::from(b'&') || before == u32::from(b'#');
        if is_marked && url.byte(at + name.len()) == u32::from(b'=') {
            return Some(at - 1);
        }
        from = at + 1;
    }
}
