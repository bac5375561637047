//! Checks single entries of a profile: what names nobody, or everybody, is refused with its reason.

use ipnet::IpNet;
use noroshi_base::Text;
use unicode_normalization::UnicodeNormalization;

use crate::fold::tight;
use crate::{corporate, domain};

type Checked<T> = Result<T, Text>;

/// Characters one entry may have.
const LONGEST: usize = 256;

/// Domains of mail and cloud services that everybody uses.
const PUBLIC_SERVICES: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.jp",
    "hotmail.com",
    "hotmail.co.jp",
    "live.com",
    "live.jp",
    "msn.com",
    "yahoo.com",
    "yahoo.co.jp",
    "icloud.com",
    "me.com",
    "aol.com",
    "proton.me",
    "protonmail.com",
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "nifty.com",
    "biglobe.ne.jp",
    "ocn.ne.jp",
    "so-net.ne.jp",
    "microsoft.com",
    "office.com",
    "windows.net",
    "google.com",
    "github.com",
    "onmicrosoft.com",
    "sharepoint.com",
    "amazonaws.com",
    "cloudfront.net",
    "azurewebsites.net",
    "cybozu.com",
    "box.com",
    "slack.com",
    "salesforce.com",
    "dropbox.com",
    "okta.com",
    "atlassian.net",
    "sakura.ne.jp",
];

fn plain(text: &str) -> Checked<String> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(Text::fixed("空の値です", "the value is empty"));
    }
    if trimmed.chars().count() > LONGEST {
        return Err(Text::fixed("長すぎます(256文字まで)", "too long (at most 256 characters)"));
    }
    if trimmed.chars().any(char::is_control) {
        return Err(Text::fixed("制御文字を含んでいます", "holds control characters"));
    }
    Ok(trimmed.to_owned())
}

fn at_least_two(text: &str, tight: &str) -> Checked<()> {
    if tight.chars().count() < 2 {
        return Err(Text::fixed(
            "1文字の名称は本文のいたる所に一致するため使えません",
            "a name of one character would match everywhere",
        ));
    }
    if !text.chars().any(char::is_alphabetic) {
        return Err(Text::fixed("名称に文字がありません", "a name needs letters"));
    }
    Ok(())
}

pub(crate) fn name(text: &str) -> Checked<String> {
    let text = plain(text)?;
    at_least_two(&text, &tight(&text))?;
    let core = corporate::core(&text);
    if core.is_empty() && are_initials(&text) {
        return Ok(text);
    }
    if core.is_empty() {
        return Err(Text::fixed("法人格だけで、名称がありません", "this is only a legal form, not a name"));
    }
    // 株式会社桜 is looked for with its legal form only.
    if core.chars().count() > 1 || core.len() == text.len() {
        at_least_two(&core, &tight(&core))?;
    }
    Ok(text)
}

/// `SRL` is a legal form in Italy and the name of a company in Japan; the forms that everybody uses stay none.
fn are_initials(text: &str) -> bool {
    (3..=5).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase())
        && !matches!(text, "INC" | "LTD" | "LLC" | "CORP" | "PLC" | "GMBH" | "LLP")
}

pub(crate) fn person(text: &str) -> Checked<String> {
    let text = plain(text)?;
    at_least_two(&text, &tight(&text))?;
    Ok(text)
}

pub(crate) fn domain(text: &str) -> Checked<String> {
    let text = plain(text)?;
    if text.contains("//") || text.contains('＠') || text.contains('@') {
        return Err(Text::fixed(
            "URLやメールアドレスではなく、ドメイン名だけを書いてください",
            "write the domain alone, not a URL or an e-mail address",
        ));
    }
    let ascii =
        domain::ascii(&text).ok_or_else(|| Text::fixed("ドメイン名ではありません", "not a domain name"))?;
    if psl::suffix_str(&ascii).is_some_and(|suffix| suffix == ascii) {
        return Err(Text::fixed(
            "公開サフィックス(co.jp など)そのもので、被害組織のドメインではありません",
            "this is a public suffix such as co.jp, not a domain of the victim",
        ));
    }
    if PUBLIC_SERVICES.contains(&ascii.as_str()) {
        return Err(Text::fixed(
            "多くの組織が使うサービスのドメインです。テナントのドメインを書いてください",
            "this domain belongs to a service that many organisations use; write the tenant's own name below it",
        ));
    }
    Ok(ascii_or_unicode(&text))
}

fn ascii_or_unicode(text: &str) -> String {
    text.nfkc()
        .map(|c| if c == '。' { '.' } else { c })
        .collect::<String>()
        .trim_end_matches('.')
        .to_lowercase()
}

/// An entry of `networks`.
pub(crate) enum Owned {
    Network(IpNet),
    /// Number of an autonomous system.
    System(u32),
}

pub(crate) fn owned(text: &str) -> Checked<Owned> {
    let plain: String = plain(text)?.nfkc().collect();
    let number = plain.strip_prefix("AS").or_else(|| plain.strip_prefix("as"));
    if let Some(number) = number.and_then(|number| number.trim_start_matches(['N', 'n']).trim().parse().ok())
    {
        return Ok(Owned::System(number));
    }
    network(text).map(Owned::Network)
}

fn network(text: &str) -> Checked<IpNet> {
    let text: String = plain(text)?.nfkc().collect();
    let bad = || {
        Text::fixed(
            "ネットワークはCIDR(例 203.0.113.0/26)か単独のアドレスで書いてください",
            "not a network: write CIDR such as 203.0.113.0/26, or one address",
        )
    };
    let network: IpNet = match text.parse() {
        Ok(network) => network,
        Err(_) => IpNet::from(text.parse::<std::net::IpAddr>().map_err(|_| bad())?),
    };
    let narrowest = if network.addr().is_ipv4() { 8 } else { 16 };
    if network.prefix_len() < narrowest {
        return Err(Text::fixed(
            "広すぎるネットワークです(IPv4は/8、IPv6は/16より狭く)",
            "the network is too wide (at least /8 for IPv4, /16 for IPv6)",
        ));
    }
    Ok(network.trunc())
}

pub(crate) fn ad_domain(text: &str) -> Checked<String> {
    let text: String = plain(text)?.nfkc().collect();
    let text = text.trim_end_matches(['\\', '.']).to_owned();
    account(&text, "ADドメイン名ではありません", "not an AD domain")
}

pub(crate) fn user(text: &str) -> Checked<String> {
    let text: String = plain(text)?.nfkc().collect();
    if tight(&text).chars().count() < 2 {
        return Err(Text::fixed(
            "1文字のアカウント名は使えません",
            "an account name of one character would match everywhere",
        ));
    }
    Ok(text)
}

fn account(text: &str, ja: &'static str, en: &'static str) -> Checked<String> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '$');
    if tight(text).chars().count() < 2 || !text.chars().all(fits) {
        return Err(Text::fixed(ja, en));
    }
    Ok(text.to_owned())
}

pub(crate) fn host(text: &str) -> Checked<String> {
    let text: String = plain(text)?.nfkc().collect();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '*' | '?');
    if !text.chars().all(fits) {
        return Err(Text::fixed(
            "ホスト名に使えない文字があります",
            "holds characters that host names do not have",
        ));
    }
    if text.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
        return Err(Text::fixed(
            "* だけ、または1文字の型はすべてのホストに一致します",
            "a pattern of * alone, or with one letter, matches every host",
        ));
    }
    Ok(text)
}

pub(crate) fn phone(text: &str) -> Checked<String> {
    let text = plain(text)?;
    let folded: String = text.nfkc().collect();
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let fits = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-()./‐−–—ー".contains(c);
    if !(8..=15).contains(&digits) || !folded.chars().all(fits) {
        return Err(Text::fixed(
            "電話番号は市外局番からの数字で書いてください(8〜15桁)",
            "not a phone number: 8 to 15 digits with the area code",
        ));
    }
    Ok(text)
}

pub(crate) fn address(text: &str) -> Checked<String> {
    let text = plain(text)?;
    if tight(&text).chars().count() < 4 {
        return Err(Text::fixed("住所として短すぎます", "too short for a postal address"));
    }
    Ok(text)
}

pub(crate) fn related(text: &str) -> Checked<String> {
    if domain::looks_like(text) { domain(text) } else { name(text) }
}

pub(crate) fn version(text: &str) -> Checked<String> {
    plain(text)
}

pub(crate) fn quasi(text: &str) -> Checked<String> {
    let text = plain(text)?;
    if tight(&text).chars().count() < 2 {
        return Err(Text::fixed("1文字では使えません", "one character is too short"));
    }
    Ok(text)
}
