use noroshi_intake::Media;

use crate::Role;
use crate::emit::tests::{hear, torture};

const PAGE: &str = r##"<!DOCTYPE html><html><head><title>&#33980;海 &amp; co</title>
<meta name="author" content="Aomi Denki">
<style>.a{background:url(http://style.example/x.png)}</style>
<script>var c2 = "http://evil.example/" + "a&b";</script></head>
<body><!-- reviewer: 山田太郎 --><h1>事案</h1><p>蒼海
   電機の<b>サー</b>バ aec-<i>db01</i> は<br>evil[.]example &lt;ok&gt;</p>
<table><tr><th>名前</th><th>値</th></tr><tr><td>a</td><td>1.2.3.4</td></tr></table>
<a href="https://x.example/?a=1&copy=2&amp;b=3" title='説明' onclick="go('u')">link</a>
<img alt="構成図" src=data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==>
<pre>keep   this
 as is</pre></body></html>"##;

#[test]
fn a_page_gives_everything_it_holds() {
    let heard = hear("a.html", Media::Html, PAGE.as_bytes());
    let body = heard.part("body").concat();
    assert!(body.starts_with("事案\n\n蒼海電機のサーバ aec-db01 は\nevil[.]example <ok>"), "{body}");
    assert!(body.contains("名前\t値\na\t1.2.3.4"), "{body}");
    assert!(body.contains("keep   this\n as is"), "{body}");
    assert_eq!(heard.part("title"), ["蒼海 & co"]);
    assert_eq!(heard.part("attribute href"), ["https://x.example/?a=1&copy=2&b=3\n"]);
    assert_eq!(heard.part("attribute content"), ["Aomi Denki\n"]);
    assert_eq!(heard.part("attribute alt"), ["構成図\n"]);
    assert_eq!(heard.part("attribute onclick"), ["go('u')\n"]);
    assert_eq!(heard.role(&Role::Hidden), ["reviewer: 山田太郎\n"]);
    assert_eq!(heard.role(&Role::Code).len(), 2);
    assert!(heard.children[0].1.starts_with(b"\x89PNG"));
}

#[test]
fn entities_are_undone_once() {
    for (raw, expected) in [
        ("&amp;lt;", "&lt;"),
        ("&#x33;&#51", "33"),
        ("&nosuch; & &;", "&nosuch; & &;"),
        ("&AMP &yen;&hellip;", "&AMP ¥…"),
        ("&#0;&#x110000;", "\u{fffd}\u{fffd}"),
    ] {
        assert_eq!(super::decode_entities(raw), expected);
    }
}

#[test]
fn depth_and_breakage_cost_nothing() {
    let deep = "<div>".repeat(300_000);
    hear("deep.html", Media::Html, deep.as_bytes());
    let open = "<a href='".repeat(100_000);
    hear("open.html", Media::Html, open.as_bytes());
    hear("c.html", Media::Html, "<!--<script><".repeat(100_000).as_bytes());
    torture("a.html", Media::Html, PAGE.as_bytes());
}
