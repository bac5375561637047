//! Corpora that are made, the same in every run: the log of a web proxy, and reports that are mostly Japanese.

use std::fmt::Write as _;

/// Draws numbers; xorshift, which is enough for variety.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(list.len() as u64)).unwrap_or(0);
        list.get(at).copied().unwrap_or_default()
    }

    /// Small numbers often, large ones seldom, as names are visited.
    fn skewed(&mut self, bound: u64) -> u64 {
        let (first, second) = (self.below(bound), self.below(bound));
        first * second / bound
    }
}

const AGENTS: &[&str] = &[
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148",
    "Microsoft-CryptoAPI/10.0",
    "Windows-Update-Agent/10.0.10011.16384 Client-Protocol/2.71",
    "curl/8.4.0",
];
const SYLLABLES: &[&str] = &[
    "ka", "mi", "to", "ro", "sa", "news", "cloud", "ad", "cdn", "img", "data", "mail", "shop", "media",
    "app", "doc",
];
const SUFFIXES: &[&str] = &["com", "net", "org", "jp", "co.jp", "io", "info"];
const PATHS: &[&str] = &[
    "/",
    "/index.html",
    "/favicon.ico",
    "/api/v2/items",
    "/assets/js/app.min.js",
    "/images/logo.png",
    "/search",
    "/news/2026/11/28/article",
    "/dl/setup.exe",
    "/track/pixel.gif",
];

fn host(number: u64) -> String {
    let mut draw = Draw(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..8 {
        draw.below(2);
    }
    let label = [draw.of(SYLLABLES), draw.of(SYLLABLES), draw.of(SYLLABLES)].concat();
    format!("{}.{label}.{}", draw.of(&["www", "api", "cdn", "static", "login"]), draw.of(SUFFIXES))
}

/// The log of a web proxy: one line a request, at least `bytes` long.
pub(crate) fn proxy_log(bytes: usize) -> String {
    let mut draw = Draw(0x5EED);
    let (mut out, mut time) = (String::with_capacity(bytes + 512), 1_764_288_000_000_u64);
    while out.len() < bytes {
        time += draw.below(20);
        let name = draw.skewed(3000);
        let host = host(name);
        let server = format!("{}.{}.{}.{}", 20 + name % 200, name / 7 % 256, name / 3 % 256, 1 + name % 254);
        let _ = write!(
            out,
            "{}.{:03} {:6} 10.{}.{}.{} TCP_MISS/{} {} {} {}://{host}{}",
            time / 1000,
            time % 1000,
            draw.below(900),
            draw.below(4),
            draw.below(20),
            1 + draw.below(254),
            draw.of(&["200", "200", "304", "404"]),
            200 + draw.below(200_000),
            draw.of(&["GET", "GET", "POST"]),
            draw.of(&["http", "https"]),
            draw.of(PATHS),
        );
        if draw.below(3) == 0 {
            let _ = write!(out, "?id={}&q={:016x}", draw.below(1 << 30), draw.below(1 << 48));
        }
        let _ = writeln!(out, " - HIER_DIRECT/{server} text/html \"{}\"", draw.of(AGENTS));
    }
    out
}

const SENTENCES: &[&str] = &[
    "攻撃者は標的型メールに添付されたマクロ付き文書を入口として、社内の端末に遠隔操作の足場を築いた。",
    "認証サーバの記録を調べたところ、深夜の時間帯に管理者の権限で多数のログインが試みられていた。",
    "侵害の範囲は営業部門の端末にとどまり、基幹系のデータベースへの到達は確認されていない。",
    "不審な通信は検知の三日前から続いており、通信の間隔はおよそ一時間ごとに揃っていた。",
    "復旧にあたっては、関係する全ての利用者の認証情報を変更し、端末を初期化してから業務へ戻した。",
    "同種の手口は国内の複数の組織で報告されており、今後も注意が必要である。",
];

/// Reports of mostly Japanese sentences with an indicator in every third, at least `bytes` long.
pub(crate) fn japanese(bytes: usize) -> String {
    let mut draw = Draw(0x1A9A);
    let mut out = String::with_capacity(bytes + 512);
    while out.len() < bytes {
        for _ in 0..2 + draw.below(3) {
            out.push_str(draw.of(SENTENCES));
        }
        let name = draw.below(20_000);
        let _ = match draw.below(4) {
            0 => writeln!(out, "通信先は{}であった。", host(name).replacen('.', "[.]", 1)),
            1 => writeln!(
                out,
                "検体の SHA256 は {:064x} である。",
                u128::from(name) << 64 | u128::from(draw.below(1 << 50))
            ),
            2 => writeln!(out, "接続元は 198.51.{}.{}（ポート443）だった。", name % 256, draw.below(256)),
            _ => writeln!(out, "配布元は hxxp://{}{} とみられる。", host(name), draw.of(PATHS)),
        };
    }
    out
}
