//! Lines that only look like indicators.

use noroshi_base::IndicatorKind as Kind;

use crate::data;

const LINES: &[&str] = &[
    "Edit config.py and restart main.rs; see README.md for details.",
    "using System.Net.Http; using System.Text.Json.Serialization;",
    "The installer update.zip holds run.sh, libssl.so and notes.ps.",
    "Upgrade to version 10.0.19041.1 or v2.4.1.9, build 6.1.7601.17514.",
    "OID 1.3.6.1.4.1.311.2.1.12 and OID 2.5.29.17 are present.",
    "import org.apache.commons.io.FileUtils; import java.util.zip.ZipFile;",
    "Started at 12:34:56.789 on 2024.01.15, ended 13:00:01.",
    "logger.info(user.name); this.id = obj.to; e.target.value",
    "com.android.vending.billing and com.example.myapp.app were installed.",
    "Node.js, Vue.js, ASP.NET and Socket.IO are frameworks.",
    "Call os.path.join(a.b, c.d) or np.array(x.y).",
    "See Fig.3, Sec.4.2, p.m. and e.g. the U.S. case, i.e. vs.the rest.",
    "The end.Then it went on.In the morning it stopped.It was over.",
    "{\"host.name\": \"a\", \"process.name\": \"b\", \"event.id\": 4}",
    "123e4567-e89b-12d3-a456-426614174000 is a GUID, 1234567890 a number.",
    "ratio 16:9:4, MAC-like aa:bb:cc, std::vec::Vec, Foo::Bar::baz",
    "ファイルconfig.pyを編集し、main.rsを再起動する。第1.2.3.4.5項参照。",
    "バージョン3.2.1.0に更新。2024.1.15版。",
    "$HOME, %PATH%, foo(bar)[0].baz, a[i].id, x.y.z",
    "git commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "numpy==1.26.4 requests>=2.31.0 pkg:npm/left-pad@1.3.0",
    "Mozilla compatible; Trident/7.0; rv:11.0; .NET4.0E; .NET CLR 3.5.30729",
    "price 1.234.567,89 EUR; phone 03.1234.5678; date 15.01.2024",
    "<div class=\"a.b\" style=\"x.y\">text.style.color</div> $.ajax window.open",
    "f(x).map(y).do(z); list.sort(); str.format(); request.is_ajax()",
    "kernel32.dll.mui? no: Windows.Forms, Microsoft.Win32, Program.Main, Data.Common",
];

#[test]
fn look_alikes_stay_quiet() {
    let detector = data::detector();
    let counts = |kind: &Kind| {
        matches!(
            kind,
            Kind::Ipv4
                | Kind::Ipv6
                | Kind::Ipv4Cidr
                | Kind::Ipv6Cidr
                | Kind::Domain
                | Kind::Url
                | Kind::Email
                | Kind::MacAddress
        ) || kind.is_file_hash()
    };
    let mut false_ones = Vec::new();
    let mut files = Vec::new();
    for line in LINES {
        for (kind, value) in data::indicators(&detector, line) {
            if counts(&kind) {
                false_ones.push((kind, value, *line))
            } else {
                files.push((kind, value, *line))
            }
        }
    }
    println!(
        "{} lines, {} false extractions: {false_ones:#?}; other kinds: {files:#?}",
        LINES.len(),
        false_ones.len()
    );
    assert!(false_ones.len() <= 3, "{false_ones:#?}");
}
