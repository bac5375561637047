//! Which pre-Unicode encoding a stretch of bytes is in.
//!
//! In: bytes that are not valid UTF-8. Out: an encoding. Japanese ones are scored here, character by character, since
//! a file name or a short log line is too little for a general detector; the rest of the world is left to one.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_JP, Encoding, GBK, SHIFT_JIS, WINDOWS_1252};

/// Score per character above which a stretch counts as Japanese.
const JAPANESE: i64 = 6;
/// Double-byte characters from which Japanese without any kana is doubtful.
const KANA_EXPECTED: i64 = 24;

/// Sum over the characters of a stretch.
#[derive(Default, Clone, Copy)]
struct Score {
    points: i64,
    characters: i64,
    kana: i64,
    errors: i64,
}

impl Score {
    fn add(&mut self, points: i64) {
        self.points = self.points.saturating_add(points);
        self.characters = self.characters.saturating_add(1);
    }

    fn kana(&mut self) {
        self.kana = self.kana.saturating_add(1);
        self.add(30);
    }

    /// One of a word of half-width kana.
    fn half(&mut self, points: i64) {
        self.kana = self.kana.saturating_add(i64::from(points > 0));
        self.add(points);
    }

    fn error(&mut self) {
        self.errors = self.errors.saturating_add(1);
        self.add(-120);
    }

    fn mean(self) -> i64 {
        self.points / self.characters.max(1)
    }
}

/// Picks the encoding of bytes that are not UTF-8.
pub(crate) fn guess(bytes: &[u8]) -> &'static Encoding {
    if is_typographic(bytes) {
        return WINDOWS_1252;
    }
    let (sjis, euc) = (score_sjis(bytes), score_euc(bytes));
    let (best, encoding) = if euc.points > sjis.points { (euc, EUC_JP) } else { (sjis, SHIFT_JIS) };
    let doubtful =
        best.characters >= KANA_EXPECTED && best.kana.saturating_mul(KANA_EXPECTED) < best.characters;
    if best.mean() < JAPANESE || doubtful {
        return general(bytes, encoding, best);
    }
    encoding
}

/// Asks the general detector; its answer counts where it explains the bytes at least as well.
fn general(bytes: &[u8], japanese: &'static Encoding, score: Score) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let whole = |encoding: &'static Encoding| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some()
    };
    if guess == GBK && score.errors == 0 && score.kana > 0 {
        return japanese;
    }
    if whole(guess) || !whole(japanese) { guess } else { japanese }
}

/// Whether every high byte is a curly quote or dash of a Western editor, standing where such a mark stands.
fn is_typographic(bytes: &[u8]) -> bool {
    let at = |index: Option<usize>| index.and_then(|index| bytes.get(index)).copied().unwrap_or(b' ');
    let mut seen = false;
    for (index, byte) in bytes.iter().copied().enumerate().filter(|(_, byte)| *byte >= 0x80) {
        let (before, after) = (at(index.checked_sub(1)), at(index.checked_add(1)));
        let fits = match byte {
            0x92 => {
                before.is_ascii_alphanumeric()
                    && matches!(after, b's' | b't' | b'r' | b'v' | b'l' | b'd' | b'm' | b' ')
            }
            0x91 | 0x93 => !before.is_ascii_alphanumeric() && before < 0x80 && after.is_ascii_alphanumeric(),
            0x94 => before.is_ascii_graphic() && !after.is_ascii_alphanumeric() && after < 0x80,
            0x85 | 0x96 | 0x97 => before < 0x80 && (after == b' ' || after.is_ascii_control()),
            _ => false,
        };
        if !fits {
            return false;
        }
        seen = true;
    }
    seen
}

fn score_sjis(bytes: &[u8]) -> Score {
    let mut score = Score::default();
    let mut rest = bytes;
    let mut before = 0_u8;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (*first, tail.first().copied()) {
            (..=0x7F, _) => before = 0,
            (0xA1..=0xDF, next) => {
                half_kana(&mut score, before, *first, next);
                before = *first;
            }
            (0x81..=0x9F | 0xE0..=0xFC, Some(trail @ (0x40..=0x7E | 0x80..=0xFC))) => {
                score_sjis_pair(&mut score, *first, trail);
                rest = tail.get(1..).unwrap_or(&[]);
                before = 0;
            }
            _ => {
                score.error();
                before = 0;
            }
        }
    }
    score
}

fn score_sjis_pair(score: &mut Score, lead: u8, trail: u8) {
    match (lead, trail) {
        (0x82, 0x9F..=0xF1) | (0x83, 0x40..=0x96) => score.kana(),
        (0x82, 0x4F..=0x9A) => score.add(20),
        (0x81, 0x40..=0x97) => score.add(25),
        (0x81, 0x9B..=0xAC) => score.add(18),
        (0x87, 0x40..=0x9C) => score.add(12),
        (0x88, 0x9F..) | (0x89..=0x97, _) | (0x98, ..=0x72) => score.add(20),
        (0x81 | 0x83 | 0x84, _) => score.add(2),
        (0x98..=0x9F | 0xE0..=0xEA, _) => score.add(3),
        (0xED | 0xEE | 0xFA..=0xFC, _) => score.add(-5),
        _ => score.add(-60),
    }
}

/// Half-width kana: a word of them is Japanese, one alone between other bytes seldom is.
fn half_kana(score: &mut Score, before: u8, this: u8, next: Option<u8>) {
    let in_word = before != 0 || next.is_some_and(|next| (0xA1..=0xDF).contains(&next));
    let points = match this {
        // A voicing mark stands only behind a kana that can be voiced.
        0xDE if matches!(before, 0xB3 | 0xB6..=0xC4 | 0xCA..=0xCE) => 30,
        0xDF if matches!(before, 0xCA..=0xCE) => 30,
        0xDE | 0xDF => -30,
        // Punctuation, which is what the kana rows of EUC-JP look like.
        0xA1..=0xA5 => 1,
        // Small kana stand behind the ones they join with, and neither they nor the long mark begin a word.
        0xAC..=0xAE if matches!(before, 0xB7 | 0xBC | 0xC1 | 0xC6 | 0xCB | 0xD0 | 0xD8 | 0xDE) => 22,
        0xA7..=0xAB if matches!(before, 0xC3 | 0xCC | 0xDE) => 22,
        0xA7..=0xAB if before == 0xB3 => 11,
        0xAF if before >= 0xB1 => 9,
        0xB0 if before >= 0xA7 => 10,
        0xA7..=0xB0 => -12,
        _ if in_word => 9,
        _ => -10,
    };
    score.half(points);
}

fn score_euc(bytes: &[u8]) -> Score {
    let mut score = Score::default();
    let mut rest = bytes;
    let mut half_before = false;
    while let [first, tail @ ..] = rest {
        rest = tail;
        let half = *first == 0x8E;
        match (*first, tail) {
            (..=0x7F, _) => {}
            (0x8E, [0xA1..=0xDF, after @ ..]) => {
                // A word of half-width kana has this byte before each of them.
                score.half(if half_before || after.first() == Some(&0x8E) { 24 } else { 8 });
                rest = after;
            }
            (0x8F, [0xA1..=0xFE, 0xA1..=0xFE, after @ ..]) => {
                score.add(-5);
                rest = after;
            }
            (lead @ 0xA1..=0xFE, [trail @ 0xA1..=0xFE, after @ ..]) => {
                score_euc_pair(&mut score, lead, *trail);
                rest = after;
            }
            _ => score.error(),
        }
        half_before = half;
    }
    score
}

fn score_euc_pair(score: &mut Score, lead: u8, trail: u8) {
    match (lead, trail) {
        (0xA4, ..=0xF3) | (0xA5, ..=0xF6) => score.kana(),
        (0xA3, _) => score.add(20),
        (0xA1, ..=0xDC) => score.add(25),
        (0xA1 | 0xA2, ..=0xAE | 0xDD..) => score.add(18),
        (0xAD, _) => score.add(12),
        (0xB0..=0xCF, _) => score.add(20),
        (0xA1..=0xA8, _) => score.add(2),
        (0xD0..=0xF4, _) => score.add(3),
        _ => score.add(-60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: &[&str] = &[
        "報告",
        "社外秘",
        "東京",
        "山田太郎",
        "です",
        "ログ",
        "サーバ",
        "感染端末",
        "調査報告書",
        "株式会社",
        "総務部",
        "不審なメール",
        "青海電機",
        "見積書",
        "請求書",
        "2024年度",
        "第3四半期",
        "第一システム部",
        "管理者",
        "失敗",
        "エラー",
        "標的型攻撃",
        "添付ファイル",
        "ご確認ください。",
        "外部送信",
        "侵害",
        "端末",
        "通信先",
        "鈴木",
        "さいたま市",
        "(株)北嶺",
        "①添付",
        "ｻｰﾊﾞ",
        "ｱｸｾｽ拒否",
        "ﾃｽﾄ",
        "ﾌｧｲﾙ",
        "ｶﾌﾞｼｷｶﾞｲｼｬ",
        "〒690-0000",
        "島根県松江市殿町",
        "画像",
        "作成",
        "削除:",
        "基準",
        "最大化",
        "開始位置",
        "のポリシ",
        "トリガ",
        "フラグ 0x",
        "ブルガリア",
        "メールが",
        "ﾊｰﾄﾞｳｪｱ",
    ];

    #[test]
    fn short_japanese_words_are_told_apart() {
        let mut wrong = Vec::new();
        for text in SHORT {
            for encoding in [SHIFT_JIS, EUC_JP] {
                for line in
                    [(*text).to_owned(), format!("user={text} status=0x1f"), format!("C:\\{text}\\a.exe")]
                {
                    let (bytes, _, _) = encoding.encode(&line);
                    let read = crate::encoding::decode(&bytes);
                    if read != line {
                        wrong.push(format!("{line} as {} read as {read}", encoding.name()));
                    }
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn other_scripts_are_not_taken_for_japanese() {
        for (encoding, text) in [
            (WINDOWS_1252, "the user\u{2019}s \u{201c}invoice\u{201d} \u{2013} don\u{2019}t open"),
            (WINDOWS_1252, "Le café a été fermé à Genève, naïve façade"),
            (
                GBK,
                "攻击者使用了远程控制木马，通过钓鱼邮件投递恶意文档，建议立即隔离受感染的主机并更换所有账号密码。",
            ),
            (
                encoding_rs::WINDOWS_1251,
                "Привет, это журнал событий сервера управления, ошибка доступа к файлу",
            ),
            (
                encoding_rs::EUC_KR,
                "공격자는 원격 제어 악성코드를 사용하여 피싱 메일을 통해 악성 문서를 전달하였다. 즉시 격리하라.",
            ),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            let (decoded, _, errors) = guess(&bytes).decode(&bytes);
            assert_eq!((decoded.as_ref(), errors), (text, false));
        }
    }
}
