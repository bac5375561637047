//! Words around a value that say what it was used for.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// A set of cues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Cues(u32);

macro_rules! cues {
    ($($(#[$doc:meta])* $name:ident = $bit:literal: [$($word:literal),* $(,)?];)*) => {
        impl Cues {
            $($(#[$doc])* pub(crate) const $name: Self = Self(1 << $bit);)*
        }

        /// Words and what they say.
        const WORDS: &[(&str, Cues)] = &[$($(($word, Cues::$name),)*)*];
    };
}

cues! {
    /// Traffic from the victim to the value.
    OUTBOUND = 0: [];
    /// Traffic from the value to the victim.
    INBOUND = 1: [];
    /// Somebody else's, misused.
    COMPROMISED = 2: ["reply-chain", "thread hijack", "スレッドハイジャック", "返信型", "侵害された取引先", "compromised partner", "compromised mail"];
    /// The attacker's, said in words.
    ATTACKER = 3: ["attacker", "adversary", "threat actor", "malicious", "malware", "攻撃者", "攻撃グループ", "悪性", "マルウェア", "不正な", "indicator of compromise", "iocs", "侵害指標", "インジケータ", "c2", "c&c", "phish", "標的型メール", "フィッシング", "なりすまし", "攻撃メール", "不審メール", "ransom", "ランサム", "身代金", "exfil", "持ち出し"];
    /// Shared hosting.
    SHARED = 4: ["cdn", "cloudflare", "fastly", "akamai", "cloudfront", "shared hosting", "shared ip", "共有ホスティング", "共用サーバ", "共用ip"];
    /// Sender of a mail.
    SENDER = 5: ["sender", "from:", "reply-to", "return-path", "spoofed", "差出人", "送信元", "送信者", "返信先", "発信元"];
    /// Recipient of a mail.
    RECIPIENT = 6: ["recipient", "to:", "cc:", "delivered-to", "sent to", "受信者", "宛先", "宛て", "送信先", "届い"];
    /// Made for this victim.
    PER_VICTIM = 7: ["per-victim", "per victim", "victim-specific", "unique per", "each victim", "victim id", "bot id", "bot-id", "被害組織ごと", "被害者ごと", "標的ごと", "端末ごと", "組織ごと"];
    /// No fix yet.
    UNFIXED = 8: ["zero-day", "zero day", "0-day", "0day", "unpatched", "no patch", "unfixed", "not yet fixed", "ゼロデイ", "未修正", "修正前", "修正プログラムは未", "パッチ未提供", "修正版は未", "修正は提供されていない"];
    /// A file that carries the victim's own settings.
    TAILORED = 9: ["embedded", "hard-coded", "hardcoded", "hard coded", "tailored", "built for", "埋め込", "ハードコード", "専用にビルド", "専用に作", "組み込まれ", "向けにビルド"];
    /// A guardrail: the malware runs only there.
    KEYED = 10: ["guardrail", "environment-keyed", "environmental keying", "runs only if", "only if the domain", "ドメイン名と一致", "実行条件", "環境キー"];
    /// A page where a victim of ransomware negotiates.
    NEGOTIATION = 12: ["negotiation page", "negotiation site", "negotiation portal", "negotiation chat", "ransom chat", "chat portal", "victim portal", "交渉サイト", "交渉用", "交渉ページ", "交渉チャット", "身代金交渉"];
    /// A page on which an attacker names victims.
    LEAK_SITE = 13: ["leak site", "leak page", "leak post", "leak blog", "data leak site", "dls", "リークサイト", "リークページ", "暴露サイト", "暴露ページ"];
    /// Announcements and articles.
    PRESS = 14: ["press release", "news release", "news article", "media report", "public statement", "プレスリリース", "ニュースリリース", "報道発表", "報道記事", "新聞記事", "公表文", "公表資料"];
    /// Few have it.
    RARE = 11: ["used by 2 ", "used by two", "used by three", "only a few", "only customer", "sole user", "in-house system", "custom-built", "社しか", "社のみ", "のみが導入", "のみが利用", "社だけ", "自社開発", "内製", "国内に数", "hosts in the country", "件しか公開", "台しか"];
}

impl Cues {
    /// Both together.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether one of `other` is in it.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Cues of the words in a stretch of text, for its `value` left out.
pub(crate) fn find(text: &str, value: &str) -> Cues {
    static MATCHER: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let matcher = MATCHER.get_or_init(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(WORDS.iter().map(|(word, _)| word))
            .ok()
    });
    let Some(matcher) = matcher else { return Cues::default() };
    let skip = text.find(value).filter(|_| !value.is_empty()).map(|at| at..at + value.len());
    matcher
        .find_overlapping_iter(text)
        .filter(|hit| skip.as_ref().is_none_or(|s| hit.start() >= s.end || hit.end() <= s.start))
        .filter(|hit| stands_alone(text, hit.start(), hit.end()))
        .fold(Cues::default(), |cues, hit| {
            WORDS.get(hit.pattern().as_usize()).map_or(cues, |(_, cue)| cues.with(*cue))
        })
}

/// ASCII words count only as words: `c2` is not inside `abc2d`, and `cdn` in `ahiru-cdn.example.org` is a part of a name.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    if !bytes.get(start..end).is_some_and(|w| w.iter().all(u8::is_ascii_alphanumeric)) {
        return true;
    }
    let letter = |at: Option<usize>| at.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_alphanumeric);
    let joiner = |at: Option<usize>| {
        at.and_then(|i| bytes.get(i)).is_some_and(|b| matches!(b, b'-' | b'.' | b'_' | b'@' | b'/'))
    };
    let before = start.checked_sub(1);
    // `phish` goes on as `phishing`; only short words must end where they end.
    let goes_on = letter(Some(end)) && end - start <= 4;
    let in_name =
        joiner(before) && letter(start.checked_sub(2)) || joiner(Some(end)) && letter(Some(end + 1));
    !letter(before) && !goes_on && !in_name
}

/// On which side of a connection a value stands on its line, by the mark or the column name beside it.
pub(crate) fn side(line: &str, start: usize, end: usize) -> Cues {
    let before = line.get(..start).unwrap_or_default();
    let after = line.get(end..).unwrap_or_default();
    let tail: String =
        tail(before, 32).trim_end_matches([' ', '"', '\'', '[', '(', '\t']).to_ascii_lowercase();
    if ["->", "=>", "→", ">>", "⇒"].iter().any(|arrow| tail.ends_with(arrow)) {
        return Cues::OUTBOUND;
    }
    let key = tail.trim_end_matches(['=', ':', '"', ' ']);
    if key.len() < tail.len() {
        if DESTINATION.iter().any(|name| key.ends_with(name)) {
            return Cues::OUTBOUND;
        }
        if SOURCE.iter().any(|name| key.ends_with(name)) {
            return Cues::INBOUND;
        }
    }
    // `value:port ->` names the source.
    let next = after.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | ' ' | ']' | '"'));
    if ["->", "=>", "→", "⇒"].iter().any(|arrow| next.starts_with(arrow)) {
        return Cues::INBOUND;
    }
    Cues::default()
}

const DESTINATION: &[&str] = &[
    "dst",
    "dstip",
    "dst_ip",
    "dest",
    "dest_ip",
    "destination",
    "destinationip",
    "destination_ip",
    "id.resp_h",
    "daddr",
    "remote_addr_dst",
    "宛先",
    "通信先",
    "接続先",
];
const SOURCE: &[&str] = &[
    "src",
    "srcip",
    "src_ip",
    "source",
    "sourceip",
    "source_ip",
    "id.orig_h",
    "saddr",
    "送信元",
    "接続元",
    "攻撃元",
];

/// Last `len` bytes of a text, at a character boundary.
pub(crate) fn tail(text: &str, len: usize) -> &str {
    let mut at = text.len().saturating_sub(len);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    text.get(at..).unwrap_or_default()
}

/// First `len` bytes of a text, at a character boundary.
pub(crate) fn head(text: &str, len: usize) -> &str {
    let mut at = len.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text.get(..at).unwrap_or_default()
}

/// Ports written beside a value: `:443`, `:443/udp`, `port 443`, `ポート443`, `dpt=443`.
pub(crate) fn ports(line: &str, end: usize, mut add: impl FnMut(u16, &'static str)) {
    let after = head(line.get(end..).unwrap_or_default(), 48);
    if let Some(rest) = after.strip_prefix("]:").or_else(|| after.strip_prefix(':')) {
        each_port(rest, &mut add);
        return;
    }
    let lower = after.to_ascii_lowercase();
    for word in ["port ", "port=", "port:", "ポート", "dpt=", "dport="] {
        if let Some(at) = lower.find(word) {
            each_port(
                lower.get(at + word.len()..).unwrap_or_default().trim_start_matches([' ', '番', '"']),
                &mut add,
            );
            return;
        }
    }
}

/// `80,443/tcp`.
fn each_port(text: &str, add: &mut impl FnMut(u16, &'static str)) {
    let list = text.split(|c: char| !(c.is_ascii_digit() || c == ',')).next().unwrap_or_default();
    let rest = text.get(list.len()..).unwrap_or_default().to_ascii_lowercase();
    let protocol = if rest.starts_with("/udp") { "udp" } else { "tcp" };
    for port in list.split(',').filter_map(|part| part.parse::<u16>().ok()).filter(|port| *port != 0).take(8)
    {
        add(port, protocol);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_and_ports() {
        let line = "203.0.113.14 -> 198.51.100.77:8443";
        assert_eq!(side(line, 0, 12), Cues::INBOUND);
        assert_eq!(side(line, 16, 29), Cues::OUTBOUND);
        let mut seen = Vec::new();
        ports(line, 29, |port, proto| seen.push((port, proto)));
        ports("198.51.100.40:80,443/tcp", 13, |port, proto| seen.push((port, proto)));
        ports("192.0.2.1 UDP port 53", 9, |port, proto| seen.push((port, proto)));
        assert_eq!(seen, [(8443, "tcp"), (80, "tcp"), (443, "tcp"), (53, "tcp")]);
        assert_eq!(side("dst=1.2.3.4", 4, 11), Cues::OUTBOUND);
    }

    #[test]
    fn short_words_stand_alone() {
        assert!(find("the c2 is x", "x").has(Cues::ATTACKER));
        assert!(!find("abc2d", "").has(Cues::ATTACKER));
        assert!(find("C2サーバ", "").has(Cues::ATTACKER));
        assert!(!find("attacker.example.net", "attacker.example.net").has(Cues::ATTACKER));
    }
}
