//! The command line as a person types it.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::{Args, Parser, Subcommand, ValueEnum};
use noroshi_base::{Limits, Pap, Tlp};

use crate::language::Choice;

/// 攻撃技術情報の非特定化 / De-identification of attack technical information
#[derive(Debug, Parser)]
#[command(name = "noroshi", version, max_term_width = 110)]
pub(crate) struct Cli {
    /// 表示言語 / language of messages and of the report's first view
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Choice>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 素材から共有パッケージを作る / make a package that may be shared
    #[command(after_long_help = AFTER_DEIDENTIFY.as_str())]
    Deidentify(Deidentify),
    /// 指標だけを取り出す(判定なし・共有不可) / extract indicators alone, unjudged, not for sharing
    #[command(after_long_help = LIMITS.as_str())]
    Extract(Extract),
    /// 完成したパッケージを読み直して検査する / re-read a finished package and check it
    Verify(Verify),
    /// 受領者の目で被害組織を当ててみる / attack a package as a recipient would: who is the victim?
    #[command(after_long_help = AFTER_REIDENTIFY)]
    Reidentify(Reidentify),
    /// 被害組織プロファイル / the victim profile
    Profile {
        #[command(subcommand)]
        command: ProfileCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// 素材からプロファイル案を作る / propose a profile from the material
    Suggest(Suggest),
    /// プロファイルを検査し展開形を表示する(社外秘) / check a profile and show its expanded forms (private)
    Check {
        /// victim.toml
        victim: PathBuf,
    },
}

/// How material is read.
#[derive(Debug, Args)]
pub(crate) struct Material {
    /// ファイル・フォルダ・書庫 / files, folders or archives
    #[arg(required = true, value_name = "MATERIAL")]
    pub(crate) material: Vec<PathBuf>,
    /// 書庫のパスワード(infected は常に試行) / passwords of archives; `infected` is always tried
    #[arg(long, value_name = "TEXT")]
    pub(crate) password: Vec<String>,
    /// 並列数(0 は全コア) / worker threads, 0 for all cores
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) threads: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Deidentify {
    #[command(flatten)]
    pub(crate) material: Material,
    /// 被害組織プロファイル / the victim profile
    #[arg(long, value_name = "victim.toml")]
    pub(crate) victim: PathBuf,
    /// 出力フォルダ / output folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// TLP 2.0: clear, green, amber, amber+strict, red
    #[arg(long, default_value = "amber")]
    pub(crate) tlp: Tlp,
    /// PAP: clear, green, amber, red
    #[arg(long, default_value = "amber")]
    pub(crate) pap: Pap,
    #[command(flatten)]
    pub(crate) outside: Outside,
    /// 結果の形式 / form of the result on standard output
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub(crate) format: Output,
}

/// What the organisation knows of the world outside: it decides how much may be said of the victim.
#[derive(Debug, Args)]
#[command(next_help_heading = "匿名性 / Anonymity")]
pub(crate) struct Outside {
    /// 記載に当てはまる組織がこの数以上残る段まで広げる(既定: CLEAR 10, GREEN・AMBER 5, AMBER+STRICT・RED 3) / widen until
    /// at least so many organisations fit what is stated (default: CLEAR 10, GREEN and AMBER 5, AMBER+STRICT and RED 3)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) k: Option<u32>,
    /// 組織数の表(列は下記)。なければ付属の概数表 / table of organisations (columns below); a rough one ships
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) population: Option<PathBuf>,
    /// 同じ事案の過去の出力フォルダ(または share/、その親)。重ねて数え、仮名を変える / earlier output folders of the same
    /// case (or their share/, or a folder of them): counted together, pseudonyms kept apart
    #[arg(long, value_name = "DIR", num_args = 1..)]
    pub(crate) history: Vec<PathBuf>,
    /// 公開データ(reidentify --data と同じ形)。被害組織につながる値を保留する / public data (as for reidentify --data):
    /// values that it ties to the victim are held
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) public: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Extract {
    #[command(flatten)]
    pub(crate) material: Material,
    /// 出力形式 / form of the output
    #[arg(long, value_enum, default_value_t = ExtractFormat::Jsonl)]
    pub(crate) format: ExtractFormat,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// 出力フォルダまたは share/ / an output folder, or its share/
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// 被害組織プロファイル / the victim profile
    #[arg(long, value_name = "victim.toml")]
    pub(crate) victim: PathBuf,
    /// 結果の形式 / form of the result
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub(crate) format: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Reidentify {
    /// 出力フォルダまたは share/ / an output folder, or its share/
    #[arg(value_name = "PACKAGE")]
    pub(crate) package: PathBuf,
    /// 候補組織の一覧(CSV・JSONL) / candidate organisations, CSV or JSON lines
    #[arg(long, value_name = "orgs.csv")]
    pub(crate) candidates: PathBuf,
    /// 正解(送る側の自己検査)。候補になければ加える / the truth, for the sender's own test; added if absent
    #[arg(long, value_name = "victim.toml")]
    pub(crate) victim: Option<PathBuf>,
    /// 公開データ: パッシブDNS・証明書ログ・検体文字列・報道 / public data: passive DNS, CT log, strings, press
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) data: Vec<PathBuf>,
    /// 同じ送り手の過去のパッケージ / earlier packages of the same sender
    #[arg(long, value_name = "DIR", num_args = 1..)]
    pub(crate) history: Vec<PathBuf>,
    /// 事後確率がこれを超えたら共有しない(0〜1) / refuse above this posterior, between 0 and 1
    #[arg(long, value_name = "P", default_value_t = noroshi_reidentify::REFUSE_ABOVE)]
    pub(crate) refuse_above: f64,
    /// 依頼者向けの1枚の報告書を書くフォルダ / folder for the one-page statement to the client
    #[arg(long, value_name = "DIR")]
    pub(crate) statement: Option<PathBuf>,
    /// 結果の形式 / form of the result
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub(crate) format: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Suggest {
    #[command(flatten)]
    pub(crate) material: Material,
    /// 結果の形式 / form of the result
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub(crate) format: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// 人が読む / for people
    Text,
    /// 機械が読む / one JSON object
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExtractFormat {
    /// 1行1件 / one object a line
    Jsonl,
    /// 表 / comma-separated
    Csv,
    /// STIX 2.1
    Stix,
    /// MISP core format
    Misp,
}

static LIMITS: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::from("読取りの上限 / limits of the readers:\n");
    for (name, value, meaning) in Limits::default().table() {
        text.push_str(&format!("  {name:<16} {value:>10}  {} / {}\n", meaning.ja, meaning.en));
    }
    text
});

static AFTER_DEIDENTIFY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "終了コード / exit codes:\n  \
         0 完成 / package ready\n  \
         3 完成、人の判断待ちあり / ready, items wait for a person\n  \
         1 作成せず(share/ なし) / refused, no share/ is left\n  \
         2 使い方の誤り / wrong usage\n\n{POPULATION}\n{}",
        LIMITS.as_str()
    )
});

const POPULATION: &str = "\
組織数の表 / the table of organisations (--population), CSV:
  冒頭 / at the start   # name: …   # source: …   # date: …   (必須 / needed)
                        # estimate: yes   # margin: 3   # dated_events_per_year: 400
  列 / columns          sector(業種)  region(地域)  size_min size_max(従業員数下限・上限)  product(製品)  organisations(組織数)
  業種は日本標準産業分類のコードか名称。空欄は「すべて」。同じ組織を二つの行で数えないこと
  a sector is a JSIC code or name; a blank cell means all; no two rows of a kind may count the same organisations
  margin で割った数が --k 以上のときだけ当てはまるとみなす / counts are divided by margin before they are believed
  dated_events_per_year: 公表などで日付の分かる事案の年間件数 / incidents a year that outsiders can date
";

const AFTER_REIDENTIFY: &str = "\
終了コード / exit codes:
  0 閾値以下 / not above the threshold
  1 閾値を超えた / refused: above the threshold
  2 使い方の誤り / wrong usage
閾値の既定 0.1: 同程度に合う組織が 10 に満たないとき超える / the default 0.1: fewer than ten organisations fit as well

候補の列 / columns of the candidates (name または domains が必須 / one of name, domains is needed):
  id name aliases domains networks sector region employees hosts country time_zone language weight description
  名称 別名 ドメイン ネットワーク 業種 所在地 従業員数 端末数 国 時間帯 言語 重み 説明
  複数の値は ; で区切る。ほかの列は説明として使う / lists are joined by `;`; other columns count as description

公開データの列。種類は列名で決まる / columns of public data, which tell its kind:
  パッシブDNS / passive DNS      rrname(query, domain) + rdata(answer, ip)
  証明書ログ / certificate log    name_value(common_name, dns_names, san) + sha256(fingerprint, serial_number)
  検体文字列 / sandbox strings    sha256(sha1, md5, hash) + strings(string, text)
  報道・公表 / press              date(日付, published) + title または/or text(見出し, 本文)

結果は社外秘です。被害組織の名前と、それを指す箇所が入ります
The result is private: it names the victim and what points to it";
