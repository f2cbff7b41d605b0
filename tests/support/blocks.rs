//! Content blocks, and what matomo.js makes of each: name, piece, target. Read on the host and in a browser.
//!
//! `%ORIGIN%` is the page's origin, `%HOST%` its host and port, `%PATH%` its path, `%DIR%` the path up to the last slash.

/// Markup of one block, its name, its piece, its target.
pub type Case = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
pub const CASES: [Case; 36] = [
    // Said outright.
    (r#"<div data-track-content data-content-name="Sale" data-content-piece="a.png" data-content-target="there">x</div>"#,
        "Sale", "a.png", "there"),
    (r#"<div class="matomoTrackContent"><p data-content-name="Inner"></p></div>"#, "Inner", "Unknown", ""),
    (r#"<div class="x piwikTrackContent y"><p data-content-piece="Inner"></p></div>"#, "Inner", "Inner", ""),
    (r#"<div data-track-content data-content-name=""><b data-content-name="Real"></b></div>"#, "Real", "Unknown", ""),
    (r#"<div data-track-content data-content-name="Outer"><b data-content-name="Inner"></b></div>"#, "Outer", "Unknown", ""),
    (r#"<div data-track-content>Text</div>"#, "Unknown", "Unknown", ""),
    // Trimmed, and nothing but white space is nothing.
    (r#"<div data-track-content data-content-name="  A b  " data-content-piece=" p " data-content-target=" t "></div>"#, "A b", "p", "t"),
    (r#"<div data-track-content data-content-name="   " data-content-piece="  " data-content-target="  "></div>"#, "Unknown", "Unknown", ""),
    // The piece is a medium.
    (r#"<img class="matomoTrackContent" src="/a.png">"#, "/a.png", "%ORIGIN%/a.png", ""),
    (r#"<div data-track-content><img data-content-piece src="%ORIGIN%/img/a.png"></div>"#, "/img/a.png", "%ORIGIN%/img/a.png", ""),
    (r#"<div data-track-content><img class="matomoContentPiece" src="img/a.png"></div>"#, "%DIR%img/a.png", "%ORIGIN%%DIR%img/a.png", ""),
    (r#"<div data-track-content><img class="piwikContentPiece" src="http://cdn.example/a.png"></div>"#,
        "http://cdn.example/a.png", "http://cdn.example/a.png", ""),
    (r#"<div data-track-content><img data-content-piece src="//cdn.example/a.png"></div>"#,
        "http://cdn.example/a.png", "http://cdn.example/a.png", ""),
    (r#"<div data-track-content><img data-content-piece src="https://%HOST%/a.png"></div>"#, "/a.png", "https://%HOST%/a.png", ""),
    (r#"<img data-track-content src="%ORIGIN%">"#, "/", "%ORIGIN%", ""),
    (r#"<video data-track-content><source src="/v.mp4"></video>"#, "/v.mp4", "%ORIGIN%/v.mp4", ""),
    (r#"<audio data-track-content src="/s.mp3"></audio>"#, "/s.mp3", "%ORIGIN%/s.mp3", ""),
    (r#"<object data-track-content data="/o.swf"></object>"#, "/o.swf", "%ORIGIN%/o.swf", ""),
    (r#"<object data-track-content><param name="other" value="/x"><param name="movie" value="/m.swf"></object>"#,
        "/m.swf", "%ORIGIN%/m.swf", ""),
    (r#"<object data-track-content><embed src="/e.swf"></object>"#, "/e.swf", "%ORIGIN%/e.swf", ""),
    (r#"<div data-track-content><img src="/a.png"></div>"#, "Unknown", "Unknown", ""),
    // The name is a title.
    (r#"<div data-track-content title="Own"><b data-content-piece title="Piece"></b></div>"#, "Own", "Unknown", ""),
    (r#"<div data-track-content><b class="matomoContentPiece" title="Piece"></b></div>"#, "Piece", "Unknown", ""),
    (r#"<div data-track-content><img class="matomoContentPiece" src="" title="No source"></div>"#, "No source", "Unknown", ""),
    (r#"<div data-track-content><a class="piwikContentTarget" title="Go" href="/go">x</a></div>"#, "Go", "Unknown", "%ORIGIN%/go"),
    // Where it leads.
    (r#"<a data-track-content data-content-name="N" href="http://p.example/">x</a>"#, "N", "Unknown", "http://p.example/"),
    (r#"<div data-track-content data-content-name="N"><a href="/x" data-content-target="there">x</a></div>"#, "N", "Unknown", "there"),
    (r#"<div data-track-content data-content-name="N"><a href="rel" data-content-target>x</a></div>"#, "N", "Unknown", "%ORIGIN%%DIR%rel"),
    (r#"<div data-track-content data-content-name="N"><a data-content-target href="/one">x</a><a data-content-target="two">y</a></div>"#,
        "N", "Unknown", "two"),
    (r#"<div data-track-content data-content-name="N"><a class="matomoContentTarget" href="//p.example/a">x</a></div>"#,
        "N", "Unknown", "http://p.example/a"),
    (r##"<div data-track-content data-content-name="N"><a data-content-piece="P" href="#part">x</a></div>"##, "N", "P", "%ORIGIN%%PATH%#part"),
    (r#"<div data-track-content data-content-name="N"><a data-content-piece="P" href="?x=5">x</a></div>"#, "N", "P", "%ORIGIN%%PATH%?x=5"),
    (r#"<div data-track-content data-content-name="N"><a data-content-target href="mailto:me@p.example">x</a></div>"#,
        "N", "Unknown", "mailto:me@p.example"),
    (r#"<div data-track-content data-content-name="N"><a data-content-target href="JavaScript:void(0)">x</a></div>"#,
        "N", "Unknown", "JavaScript:void(0)"),
    (r#"<div data-track-content data-content-name="N"><a href="/unmarked">x</a></div>"#, "N", "Unknown", ""),
    (r#"<div data-track-content><a class="matomoContentTarget" href="/to"><img data-content-piece="/p.png" src="/other.png"></a></div>"#,
        "/p.png", "/p.png", "%ORIGIN%/to"),
];

/// A text with the page's address in place: its origin, host and path.
pub fn placed(text: &str, origin: &str, path: &str) -> String {
    let host = origin.split("//").nth(1).unwrap_or_default();
    let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
    let parts = [
        ("%ORIGIN%", origin),
        ("%HOST%", host),
        ("%PATH%", path),
        ("%DIR%", folder),
    ];
    parts
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}
