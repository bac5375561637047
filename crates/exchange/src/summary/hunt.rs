//! How to look for the values: one query a kind of log, with the values taken from the CSV.

use noroshi_base::{IndicatorKind as K, Text};
use noroshi_deidentify::Draft;

use super::Page;
use crate::{loadable, text};

struct Hunt {
    kinds: &'static [K],
    place: Text,
    query: &'static str,
}

/// Queries in KQL (Microsoft Defender XDR), the field names of which most products can translate; `VALUES` stands for
/// the values of the kinds named, from the CSV.
static HUNTS: [Hunt; 9] = [
    Hunt {
        kinds: &[K::Ipv4, K::Ipv6, K::Ipv4Cidr, K::Ipv6Cidr],
        place: Text::fixed("通信ログ・ファイアウォール", "traffic and firewall logs"),
        query: "DeviceNetworkEvents | where ipv4_is_in_any_range(RemoteIP, dynamic([VALUES])) or RemoteIP in (VALUES)",
    },
    Hunt {
        kinds: &[K::Domain, K::Url],
        place: Text::fixed("プロキシ・DNS", "proxy and DNS"),
        query: "DeviceNetworkEvents | where RemoteUrl has_any (VALUES)",
    },
    Hunt {
        kinds: &[K::UserAgent, K::Ja3, K::Ja3s, K::Ja4],
        place: Text::fixed("プロキシ・Zeek http.log / ssl.log", "proxy, Zeek http.log and ssl.log"),
        query: "user_agent in (VALUES) or ja3 in (VALUES) or ja4 in (VALUES)",
    },
    Hunt {
        kinds: &[K::Md5, K::Sha1, K::Sha256],
        place: Text::fixed("EDR（ファイル・プロセス）", "EDR (files and processes)"),
        query: "DeviceFileEvents | where SHA256 in~ (VALUES) or SHA1 in~ (VALUES) or MD5 in~ (VALUES)",
    },
    Hunt {
        kinds: &[K::FileName, K::FilePath],
        place: Text::fixed("EDR・ファイルサーバー", "EDR and file servers"),
        query: "DeviceFileEvents | where FileName in~ (VALUES) or FolderPath has_any (VALUES)",
    },
    Hunt {
        kinds: &[K::RegistryKey],
        place: Text::fixed("Sysmon 12–14・EDR", "Sysmon 12–14, EDR"),
        query: "DeviceRegistryEvents | where RegistryKey has_any (VALUES)",
    },
    Hunt {
        kinds: &[K::Service, K::ScheduledTask, K::NamedPipe, K::Mutex],
        place: Text::fixed("イベント 7045・4698、Sysmon 17–18", "events 7045 and 4698, Sysmon 17–18"),
        query: "DeviceEvents | where AdditionalFields has_any (VALUES)",
    },
    Hunt {
        kinds: &[K::CommandLine],
        place: Text::fixed("プロセス作成（4688、Sysmon 1）", "process creation (4688, Sysmon 1)"),
        query: "DeviceProcessEvents | where ProcessCommandLine has_any (VALUES)",
    },
    Hunt {
        kinds: &[K::Email, K::EmailSubject],
        place: Text::fixed("メールゲートウェイ", "mail gateway"),
        query: "EmailEvents | where SenderFromAddress in~ (VALUES) or Subject has_any (VALUES)",
    },
];

/// Writes the queries of the kinds that are there.
pub(super) fn write(page: &mut Page, draft: &Draft) {
    let there =
        |hunt: &&Hunt| draft.items.iter().any(|item| loadable(item) && hunt.kinds.contains(&item.kind));
    let hunts: Vec<&Hunt> = HUNTS.iter().filter(there).collect();
    if hunts.is_empty() {
        return;
    }
    page.heading(Text::fixed("調べ方（KQL の例）", "How to hunt (KQL as an example)"));
    let intro = Text::fixed(
        "`VALUES` は `indicators.csv` で `to_ids=true` かつ該当する `kind` の `value`。ほかの製品では列名を読み替えてください。",
        "`VALUES`: the `value` cells of `indicators.csv` with `to_ids=true` and the `kind` named. Other products have \
         other field names.",
    );
    page.line(&format!("{}\n", intro.get(page.lang)));
    for hunt in hunts {
        let present: Vec<&str> = hunt
            .kinds
            .iter()
            .filter(|kind| draft.items.iter().any(|item| loadable(item) && item.kind == **kind))
            .map(|kind| kind.key())
            .collect();
        let line = format!(
            "- {} (`{}`): {}",
            hunt.place.get(page.lang),
            present.join("`, `"),
            text::code(hunt.query)
        );
        page.line(&line);
    }
}
