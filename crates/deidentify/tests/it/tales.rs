//! Whole stories: the worked example of domain.md 3.9, one value in two roles, real feeds.

use std::path::PathBuf;

use noroshi_base::Tlp;

use crate::bench::Station;

const VICTIM: &str = include_str!("cases/victim.toml");

#[test]
fn worked_example() {
    let station = Station::new(VICTIM);
    let log = "2024-05-09T02:13:07+09:00 prx01.corp.aonami.example 10.20.3.44 AONAMI\\t.sato GET http://update.example.org/AHI/index.php?secue=PRX01&pro=explorer UA=Mozilla/4.0(KG) -> 198.51.100.40:80\n";
    let mail = "From: info@pay-notice.example.net\nTo: t.sato@aonami.example\nSubject: 【青波】見積依頼 佐藤様\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n見積書を添付します。\n";
    let config =
        r#"{"c2":"198.51.100.40:443","proxy":"prx01.corp.aonami.example:8080","user":"AONAMI\\svc_prx"}"#;
    let files = [("proxy.log", log), ("mail.eml", mail), ("config.json", config)]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let run = station.run(&files, Tlp::Amber, 1);
    assert!(run.refusal.is_none());
    assert!(run.leaks.is_empty(), "{:?}", run.leaks.iter().map(|l| l.matched.expose()).collect::<Vec<_>>());
    let said = run.said();
    let bytes = (run.bytes() + &said).to_lowercase();
    for text in [
        "198.51.100.40",
        "update.example.org",
        "info@pay-notice.example.net",
        "見積依頼",
        "80/tcp",
        "443/tcp",
        "2024-05-09",
    ] {
        assert!(said.contains(text), "missing {text}");
    }
    for text in ["aonami", "青波", "/ahi/", "prx01", "t.sato", "佐藤", "svc_prx", "10.20.3.44", "02:13:07"]
    {
        assert!(!bytes.contains(text), "must not leave: {text}");
    }
}

#[test]
fn every_document_tells_its_own_sentences() {
    let station = Station::new(VICTIM);
    let files: Vec<_> = (0..12)
        .map(|n| {
            (
                format!("report-{n:02}.md"),
                format!("The loader of wave {n} writes a service named wsvc{n} and runs it.\n").into_bytes(),
            )
        })
        .collect();
    let run = station.run(&files, Tlp::Amber, 1);
    let draft = run.draft.expect("a package");
    assert_eq!(draft.statements.len(), files.len());
}

#[test]
fn an_owned_address_stays_home_even_where_a_feed_blames_it() {
    let station = Station::new(VICTIM);
    let feed = r#"{"Event":{"info":"x","Attribute":[{"type":"ip-dst","category":"Network activity","to_ids":true,"value":"203.0.113.14"},{"type":"ip-dst","category":"Network activity","to_ids":true,"value":"198.51.100.9"}]}}"#;
    let log = "2024-05-09T02:13:07Z src=203.0.113.14 dst=198.51.100.9\n";
    let files = [("event.json", feed), ("fw.log", log)]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let run = station.run(&files, Tlp::Amber, 1);
    let bytes = run.bytes() + &run.said();
    assert!(!bytes.contains("203.0.113.14"));
    assert!(bytes.contains("198.51.100.9"));
}

#[test]
fn a_victim_called_like_a_word_of_ours_gets_a_package() {
    let station = Station::new(
        "name = \"Amber Target K.K.\"\naliases = [\"Amber\", \"indicator\"]\ndomains = [\"amber-target.example\"]\n",
    );
    let text =
        "The malware calls its C2 at 198.51.100.9 every minute.\nAmber was attacked through its VPN.\n";
    let run = station.run(&[("memo.md".to_owned(), text.as_bytes().to_vec())], Tlp::Amber, 1);
    assert!(run.refusal.is_none());
    for leak in &run.leaks {
        println!("{} {} {} {:?}", leak.file, leak.place, leak.rule, leak.matched.expose());
    }
    assert!(!run.said().contains("Amber was"));
}

/// Real MISP events with a victim that has nothing to do with them: values marked for detection survive unchanged.
#[test]
fn real_feeds_survive() {
    let Some(data) = shared() else { return };
    let station = Station::new(include_str!("cases/victim.toml"));
    let (mut wanted, mut kept, mut lost) = (0_usize, 0_usize, Vec::new());
    for path in events(&data, 40) {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let values = to_ids(&bytes);
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let run = station.run(&[(name.clone(), bytes)], Tlp::Amber, 1);
        assert!(
            run.leaks.is_empty(),
            "{name}: {:?}",
            run.leaks.first().map(|leak| (leak.rule, leak.matched.expose().clone()))
        );
        let said: std::collections::HashSet<String> = run.said().lines().map(str::to_lowercase).collect();
        for value in values {
            wanted += 1;
            let halves: Vec<String> = value.split('|').map(str::to_lowercase).collect();
            if said.contains(&value.to_lowercase()) || halves.iter().all(|half| said.contains(half)) {
                kept += 1;
            } else {
                lost.push((name.clone(), value));
            }
        }
    }
    println!("{kept} of {wanted} survive");
    for (name, value) in lost.iter().take(60) {
        println!("lost in {name}: {value:?}");
    }
    assert!(wanted == 0 || kept * 1000 >= wanted * 995, "{kept} of {wanted}");
}

fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("NOROSHI_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    if root.is_dir() {
        return Some(root);
    }
    assert!(std::env::var_os("CI").is_none(), "the shared data is absent");
    println!("skipped: no shared data");
    None
}

/// Some events of every origin, the small ones first.
fn events(data: &std::path::Path, count: usize) -> Vec<PathBuf> {
    let mut out: Vec<(u64, PathBuf)> = Vec::new();
    for folder in ["eset", "infoblox", "other", "pymisp-tests"] {
        let Ok(entries) = std::fs::read_dir(data.join("misp-events").join(folder)) else { continue };
        let files = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "json"));
        let mut sized: Vec<(u64, PathBuf)> =
            files.map(|path| (path.metadata().map_or(0, |m| m.len()), path)).collect();
        sized.sort();
        out.extend(sized.into_iter().filter(|(size, _)| *size < 300_000).take(count / 4));
    }
    out.into_iter().map(|(_, path)| path).collect()
}

/// Values of an event that are marked for detection.
fn to_ids(bytes: &[u8]) -> Vec<String> {
    fn walk(value: &serde_json::Value, out: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                if map.get("to_ids") == Some(&serde_json::Value::Bool(true))
                    && let Some(serde_json::Value::String(text)) = map.get("value")
                {
                    out.push(text.trim().to_owned());
                }
                map.values().for_each(|value| walk(value, out));
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| walk(value, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    if let Ok(value) = serde_json::from_slice(bytes) {
        walk(&value, &mut out);
    }
    out
}

#[test]
fn the_victims_own_mail_waits_and_ports_stay_in_sentences() {
    let station = Station::new(VICTIM);
    let own = "From: 佐藤 <t.sato@aonami.example>\nTo: soc@vendor.example\nSubject: 生産管理システム停止の件\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nマルウェアは 185.225.73.244:443 に通信しました。\n";
    let forged = "From: =?utf-8?B?6Z2S5rOi?= <info@pay-notice.example.net>\nTo: t.sato@aonami.example\nSubject: 請求書の再送\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n添付をご確認ください。\n";
    let files = [("own.eml", own), ("forged.eml", forged)]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let run = station.run(&files, Tlp::Amber, 1);
    let said = run.said();
    assert!(!said.contains("生産管理システム"), "the victim's own subject leaves");
    assert!(run.kept.held.iter().any(|held| held.value.contains("生産管理システム")), "nobody is asked");
    assert!(said.contains("請求書の再送"), "the attacker's subject is lost");
    assert!(said.contains("185.225.73.244:443"), "the port is lost: {said}");
}
