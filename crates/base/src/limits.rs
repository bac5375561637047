//! Every limit of every reader, in one place.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Bounds on hostile input; `noroshi deidentify --help` prints this table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of one file that a format reader (not plain text) opens.
    pub file_bytes: u64,
    /// Bytes of one plain text or log, streamed.
    pub text_bytes: u64,
    /// Levels of containers inside containers.
    pub depth: u32,
    /// Entries of one container.
    pub entries: u64,
    /// Unpacked bytes of one top-level material, all levels together.
    pub unpacked_bytes: u64,
    /// Unpacked bytes per packed byte of one container.
    pub ratio: u64,
    /// Wall time of one reader on one file.
    pub reader_time: Duration,
    /// Memory of one reader process, in bytes of address space.
    pub reader_memory: u64,
    /// Bytes of text one format reader may give out for one file.
    pub passage_bytes: u64,
    /// Levels of encodings inside encodings.
    pub decode_depth: u32,
    /// Bytes one decoded layer may have.
    pub decode_bytes: u64,
    /// Distinct values kept of one run.
    pub distinct_values: u64,
    /// Bytes of prose taken into a package's `text/`.
    pub prose_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
        Self {
            file_bytes: 256 * MIB,
            text_bytes: 64 * 1024 * MIB,
            depth: 16,
            entries: 20_000,
            unpacked_bytes: 2 * 1024 * MIB,
            ratio: 400,
            reader_time: Duration::from_secs(60),
            reader_memory: 1024 * MIB,
            passage_bytes: 128 * MIB,
            decode_depth: 5,
            decode_bytes: 4 * MIB,
            distinct_values: 500_000,
            prose_bytes: 32 * MIB,
        }
    }
}

impl Limits {
    /// Rows for people: name, value, meaning in Japanese and English.
    pub fn table(&self) -> Vec<(&'static str, String, crate::Text)> {
        use crate::Text;
        let mib = |bytes: u64| format!("{} MiB", bytes >> 20);
        vec![
            (
                "file_bytes",
                mib(self.file_bytes),
                Text::fixed("形式別リーダーが開く1ファイル", "one file opened by a format reader"),
            ),
            (
                "text_bytes",
                mib(self.text_bytes),
                Text::fixed("逐次処理するテキスト1ファイル", "one plain text or log, streamed"),
            ),
            ("depth", self.depth.to_string(), Text::fixed("入れ子の段数", "containers inside containers")),
            ("entries", self.entries.to_string(), Text::fixed("1書庫の項目数", "entries of one container")),
            (
                "unpacked_bytes",
                mib(self.unpacked_bytes),
                Text::fixed("1素材の展開後合計", "unpacked bytes of one material"),
            ),
            ("ratio", self.ratio.to_string(), Text::fixed("展開率の上限", "unpacked bytes per packed byte")),
            (
                "reader_time",
                format!("{} s", self.reader_time.as_secs()),
                Text::fixed("1ファイルの読取り時間", "time of one reader on one file"),
            ),
            (
                "reader_memory",
                mib(self.reader_memory),
                Text::fixed("読取りプロセスのメモリ", "memory of one reader process"),
            ),
            (
                "passage_bytes",
                mib(self.passage_bytes),
                Text::fixed("1ファイルから得る文字量", "text taken from one file"),
            ),
            (
                "decode_depth",
                self.decode_depth.to_string(),
                Text::fixed("符号化の入れ子", "encodings inside encodings"),
            ),
            ("decode_bytes", mib(self.decode_bytes), Text::fixed("復号1層の大きさ", "one decoded layer")),
            (
                "distinct_values",
                self.distinct_values.to_string(),
                Text::fixed("1回の異なる値の数", "distinct values of one run"),
            ),
            (
                "prose_bytes",
                mib(self.prose_bytes),
                Text::fixed("共有文章に使う量", "prose considered for text/"),
            ),
        ]
    }
}
