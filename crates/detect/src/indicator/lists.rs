//! Everyday words, and the words beside which they are names.

/// Words beside which an everyday word is a malware.
pub(super) const MALWARE_CUES: &[&str] = &[
    "malware",
    "trojan",
    "ransomware",
    "backdoor",
    "stealer",
    "loader",
    "botnet",
    "implant",
    "rat",
    "rootkit",
    "worm",
    "wiper",
    "dropper",
    "downloader",
    "infostealer",
    "spyware",
    "webshell",
    "マルウェア",
    "ランサム",
    "トロイ",
    "バックドア",
    "ウイルス",
    "ボット",
    "ローダ",
];

/// Words beside which an everyday word is an actor.
pub(super) const ACTOR_CUES: &[&str] = &[
    "group",
    "actor",
    "apt",
    "gang",
    "threat",
    "hackers",
    "campaign",
    "attributed",
    "グループ",
    "攻撃者",
    "アクター",
    "集団",
    "攻撃キャンペーン",
];

/// Words beside which a single word is a technique.
pub(super) const TECHNIQUE_CUES: &[&str] = &["att&ck", "mitre", "technique", "ttp", "t1", "手法", "戦術"];

/// Names of peoples and languages, which galaxies list as names of malware.
pub(super) const EVERYDAY: &[&str] = &[
    "korean",
    "russian",
    "chinese",
    "iranian",
    "japanese",
    "american",
    "german",
    "french",
    "polish",
    "turkish",
    "spanish",
    "italian",
    "indian",
    "php",
    "python",
    "java",
    "powershell",
    "javascript",
    "rust",
    "golang",
    "perl",
    "ruby",
    "swift",
];
