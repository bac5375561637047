//! The list of organisations an attacker compares with a package.
//!
//! In: CSV or JSON lines. Columns, of which only a name or a domain must be there (Japanese names in brackets): `id`,
//! `name` (名称), `aliases` (別名), `domains` (ドメイン), `networks` (ネットワーク), `sector` (業種), `region` (所在地),
//! `employees` (従業員数), `hosts` (端末数), `country` (国), `time_zone` (時間帯), `language` (言語), `weight` (重み),
//! `description` (説明). Lists are separated by `;`. Other columns count as description.

use noroshi_base::{Notice, NoticeCode, Text};
use noroshi_profile::{Profile, corporate, fold};

use noroshi_outside::table::{self, Row};

/// Candidates of one list; more are cut off.
const MOST: usize = 50_000;
/// Entries one list-like cell may give.
const ENTRIES: usize = 32;
/// Remarks about single rows; more are summed up.
const REMARKS: usize = 5;

/// One organisation that could be the victim.
#[derive(Debug, Clone, Default)]
pub struct Candidate {
    /// Its id in the list; empty where there is none.
    pub id: String,
    /// Names, aliases, domains, networks, sector, region, size: what its forms follow from.
    pub profile: Profile,
    /// Computers it is known to have.
    pub hosts: Option<u64>,
    /// ISO 3166 code or name of its country; Japan where none is given.
    pub country: String,
    /// Hours east of UTC, or a zone name.
    pub time_zone: String,
    /// Language tag; that of Japanese where none is given.
    pub language: String,
    /// Prior weight relative to the others.
    pub weight: f64,
    /// What else is known of it.
    pub about: String,
}

impl Candidate {
    /// Its name, or its first domain.
    pub fn name(&self) -> &str {
        if self.profile.name.is_empty() {
            self.profile.domains.first().map_or("", String::as_str)
        } else {
            &self.profile.name
        }
    }
}

/// A list of candidates.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// In the order of the list.
    pub list: Vec<Candidate>,
    /// What could not be read of it.
    pub notices: Vec<Notice>,
}

const ID: &[&str] = &["id", "corporate_number", "法人番号", "番号"];
const NAME: &[&str] =
    &["name", "organisation", "organization", "company", "名称", "法人名", "組織名", "商号"];
const ALIASES: &[&str] = &["aliases", "alias", "別名", "略称"];
const DOMAINS: &[&str] = &["domains", "domain", "ドメイン"];
const NETWORKS: &[&str] = &["networks", "network", "cidr", "ネットワーク", "アドレス範囲"];
const SECTOR: &[&str] = &["sector", "industry", "業種", "産業分類"];
const REGION: &[&str] = &["region", "prefecture", "所在地", "都道府県", "地域"];
const EMPLOYEES: &[&str] = &["employees", "size", "従業員数", "規模"];
const HOSTS: &[&str] = &["hosts", "computers", "端末数"];
const COUNTRY: &[&str] = &["country", "国"];
const TIME_ZONE: &[&str] = &["time_zone", "timezone", "tz", "時間帯"];
const LANGUAGE: &[&str] = &["language", "lang", "言語"];
const WEIGHT: &[&str] = &["weight", "prior", "重み"];
/// All columns with a meaning of their own.
const KNOWN: [&[&str]; 13] = [
    ID, NAME, ALIASES, DOMAINS, NETWORKS, SECTOR, REGION, EMPLOYEES, HOSTS, COUNTRY, TIME_ZONE, LANGUAGE,
    WEIGHT,
];

impl Candidates {
    /// Reads a list; `file` names it in remarks.
    ///
    /// # Errors
    /// When no row names an organisation.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, Text> {
        let table = table::read(bytes);
        let mut list = Vec::new();
        let mut remarks = Remarks { file, broken: table.broken, notices: Vec::new() };
        for row in &table.rows {
            if list.len() >= MOST {
                break;
            }
            match candidate(row, &mut remarks) {
                Some(candidate) => list.push(candidate),
                None => remarks.broken += 1,
            }
        }
        if list.is_empty() {
            return Err(Text::owned(
                format!("{file}: 候補がありません。name または domains の列が必要です"),
                format!("{file}: no candidate; a column `name` or `domains` is needed"),
            ));
        }
        let cut = table.cut || table.rows.len() > MOST;
        Ok(Self { list, notices: remarks.finish(cut) })
    }

    /// The candidate that is this victim, added where the list has none; its own entries join those of the list.
    pub fn with_victim(&mut self, victim: &Profile) -> usize {
        let keys = keys(victim);
        let known = self.list.iter().position(|candidate| {
            let theirs = self::keys(&candidate.profile);
            theirs.iter().any(|key| keys.contains(key))
        });
        let index = known.unwrap_or_else(|| {
            self.list.push(Candidate { weight: 1.0, ..Candidate::default() });
            self.list.len() - 1
        });
        if let Some(candidate) = self.list.get_mut(index) {
            merge(&mut candidate.profile, victim);
        }
        index
    }

    /// Prior of each candidate; they add up to 1.
    pub fn priors(&self) -> Vec<f64> {
        let sum: f64 = self.list.iter().map(|candidate| candidate.weight).sum();
        if sum <= 0.0 {
            return vec![1.0 / self.list.len().max(1) as f64; self.list.len()];
        }
        self.list.iter().map(|candidate| candidate.weight / sum).collect()
    }
}

/// What tells two organisations apart: the name without its legal form, and the domains.
fn keys(profile: &Profile) -> Vec<String> {
    let name = fold::tight(&corporate::core(&profile.name));
    let domains = profile.domains.iter().map(|domain| domain.to_lowercase());
    std::iter::once(name).chain(domains).filter(|key| !key.is_empty()).collect()
}

/// Takes over what a stranger could know of the victim. Host names, accounts, people, phones and addresses of the
/// profile stay out: `noroshi verify` looks for those, and a list of candidates has none of them.
fn merge(into: &mut Profile, victim: &Profile) {
    fn add<T: Clone + PartialEq>(into: &mut Vec<T>, from: &[T]) {
        for value in from {
            if !into.contains(value) {
                into.push(value.clone());
            }
        }
    }
    if into.name.is_empty() {
        into.name.clone_from(&victim.name);
    } else if into.name != victim.name && !victim.name.is_empty() {
        add(&mut into.aliases, std::slice::from_ref(&victim.name));
    }
    add(&mut into.aliases, &victim.aliases);
    add(&mut into.domains, &victim.domains);
    add(&mut into.networks, &victim.networks);
    add(&mut into.ad_domains, &victim.ad_domains);
    let context = &victim.context;
    into.context.sector = context.sector.clone().or(into.context.sector.take());
    into.context.region = context.region.clone().or(into.context.region.take());
    into.context.employees = context.employees.or(into.context.employees);
}

/// Remarks about rows, bounded.
struct Remarks<'a> {
    file: &'a str,
    broken: u64,
    notices: Vec<Notice>,
}

impl Remarks<'_> {
    fn row(&mut self, line: u64, reason: Text) {
        if self.notices.len() < REMARKS {
            self.notices.push(Notice {
                material: self.file.to_owned(),
                place: format!("line {line}"),
                code: NoticeCode::Malformed,
                reason,
            });
        }
    }

    fn finish(mut self, cut: bool) -> Vec<Notice> {
        let mut say = |code, reason| {
            self.notices.push(Notice { material: self.file.to_owned(), place: String::new(), code, reason });
        };
        let broken = self.broken;
        if broken > 0 {
            say(
                NoticeCode::Malformed,
                Text::owned(
                    format!("{broken} 行は候補として読めません"),
                    format!("{broken} rows are no candidates"),
                ),
            );
        }
        if cut {
            say(
                NoticeCode::OverLimit,
                Text::owned(
                    format!("候補は {MOST} 件までです。以降は使っていません"),
                    format!("at most {MOST} candidates; the rest is left out"),
                ),
            );
        }
        self.notices
    }
}

fn candidate(row: &Row, remarks: &mut Remarks<'_>) -> Option<Candidate> {
    let owned = |names: &[&str]| row.get(names).unwrap_or_default().to_owned();
    let list = |names: &[&str]| -> Vec<String> {
        row.list(names).into_iter().take(ENTRIES).map(str::to_owned).collect()
    };
    let mut profile = Profile { name: owned(NAME), aliases: list(ALIASES), ..Profile::default() };
    profile.domains = list(DOMAINS).into_iter().filter(|domain| is_own(domain)).collect();
    if profile.name.is_empty() && profile.domains.is_empty() {
        return None;
    }
    for network in row.list(NETWORKS).into_iter().take(ENTRIES) {
        match network.parse().or_else(|_| network.parse::<std::net::IpAddr>().map(Into::into)) {
            Ok(network) => profile.networks.push(network),
            Err(_) => remarks.row(
                row.line,
                Text::fixed("ネットワークとして読めない値があります", "a value is no network"),
            ),
        }
    }
    profile.context.sector = row.get(SECTOR).map(str::to_owned);
    profile.context.region = row.get(REGION).map(str::to_owned);
    profile.context.employees = row.get(EMPLOYEES).and_then(number);
    let about: Vec<&str> = row
        .cells
        .iter()
        .filter(|(name, _)| !KNOWN.iter().any(|names| names.contains(&name.as_str())))
        .map(|(_, value)| value.as_str())
        .collect();
    let weight = row.get(WEIGHT).and_then(|weight| weight.parse::<f64>().ok());
    Some(Candidate {
        id: owned(ID),
        profile,
        hosts: row.get(HOSTS).and_then(number),
        country: owned(COUNTRY),
        time_zone: owned(TIME_ZONE),
        language: owned(LANGUAGE),
        weight: weight.filter(|weight| weight.is_finite() && *weight >= 0.0).unwrap_or(1.0),
        about: about.join("\n"),
    })
}

/// Whether a domain is somebody's own and not a public suffix.
fn is_own(domain: &str) -> bool {
    let lower = domain.trim_matches('.').to_ascii_lowercase();
    lower.contains('.') && noroshi_suffix::length(lower.as_bytes()).is_none_or(|suffix| suffix < lower.len())
}

/// A count as people write it: `1,200`, `約320名`.
pub(crate) fn number(text: &str) -> Option<u64> {
    let digits: String = fold::fold(text).chars().filter(|c| !matches!(c, ',' | ' ' | '約')).collect();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "name,aliases,domains,networks,sector,region,employees,weight,memo\n\
        蒼海電機株式会社,アオミデンキ;AEC,aomi-denki.co.jp,203.0.113.0/26;x,電気機械器具製造業,島根県,約320名,2,製糸機を作る\n\
        ,,co.jp,,,,,,\n\
        北嶺物流,,hokurei.jp,,,,,,\n";

    #[test]
    fn rows_become_candidates() {
        let all = Candidates::parse("orgs.csv", LIST.as_bytes()).expect("two candidates");
        assert_eq!(all.list.len(), 2);
        let first = &all.list[0];
        assert_eq!(first.profile.aliases, ["アオミデンキ", "AEC"]);
        assert_eq!((first.profile.networks.len(), first.profile.context.employees), (1, Some(320)));
        assert_eq!(first.about, "製糸機を作る");
        assert!((all.priors()[0] - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(all.notices.len(), 2, "the bad network and the empty row are said: {:?}", all.notices);
        assert!(Candidates::parse("x", b"a,b\n1,2\n").is_err());
    }

    #[test]
    fn a_victim_is_found_in_the_list_or_added() {
        let mut all = Candidates::parse("orgs.csv", LIST.as_bytes()).expect("two candidates");
        let known =
            Profile { name: "蒼海電機".into(), aliases: vec!["AomiLink".into()], ..Profile::default() };
        assert_eq!(all.with_victim(&known), 0);
        assert!(all.list[0].profile.aliases.contains(&"AomiLink".to_owned()));
        let other = Profile { name: "渚マリタイム株式会社".into(), ..Profile::default() };
        assert_eq!(all.with_victim(&other), 2);
    }
}
