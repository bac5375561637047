//! Reads `victim.toml`: keys, types and values, each with its line.

use noroshi_base::Text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::check;
use crate::{Context, Product, Profile, ProfileError};

/// Entries of one list.
const MOST_ENTRIES: usize = 5_000;
/// Products of one profile.
const MOST_PRODUCTS: usize = 100;

/// Parses and checks the text.
pub(crate) fn profile(text: &str) -> Result<Profile, ProfileError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let reader = Reader { text };
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().to_owned();
        reader.error(
            at,
            Text::owned(format!("TOMLとして読めません({message})"), format!("not valid TOML: {message}")),
        )
    })?;
    if table.get_ref().iter().all(|(_, value)| is_blank(value.get_ref())) {
        return Err(empty());
    }
    let mut profile = Profile::default();
    for (key, value) in table.get_ref() {
        reader.entry(&mut profile, key.get_ref(), key.span().start, value)?;
    }
    if profile.is_empty() {
        return Err(empty());
    }
    Ok(profile)
}

/// A template nobody filled in: empty strings and lists, however deep.
fn is_blank(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::String(text) => text.trim().is_empty(),
        DeValue::Array(list) => list.iter().all(|value| is_blank(value.get_ref())),
        _ => false,
    }
}

fn empty() -> ProfileError {
    ProfileError {
        line: 0,
        reason: Text::fixed(
            "プロファイルが空です。名称・ドメイン・アドレスなどを一つも探せないため、何も検証できません",
            "the profile is empty: without a name, domain or address to look for, a search proves nothing",
        ),
    }
}

struct Reader<'a> {
    text: &'a str,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl Reader<'_> {
    fn error(&self, at: usize, reason: Text) -> ProfileError {
        let before = self.text.as_bytes().get(..at).unwrap_or(self.text.as_bytes());
        let lines = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        ProfileError { line: u32::try_from(lines).unwrap_or(u32::MAX), reason }
    }

    fn entry(
        &self,
        profile: &mut Profile,
        key: &str,
        at: usize,
        value: &Value<'_>,
    ) -> Result<(), ProfileError> {
        match key {
            "name" => profile.name = self.string(value, check::name)?,
            "aliases" => profile.aliases = self.list(value, check::name)?,
            "domains" => profile.domains = self.list(value, check::domain)?,
            "networks" => {
                for owned in self.list(value, check::owned)? {
                    match owned {
                        check::Owned::Network(network) => profile.networks.push(network),
                        check::Owned::System(number) => profile.as_numbers.push(number),
                    }
                }
            }
            "ad_domains" => profile.ad_domains = self.list(value, check::ad_domain)?,
            "hostnames" => profile.hostnames = self.list(value, check::host)?,
            "users" => profile.users = self.list(value, check::user)?,
            "people" => profile.people = self.list(value, check::person)?,
            "phones" => profile.phones = self.list(value, check::phone)?,
            "addresses" => profile.addresses = self.list(value, check::address)?,
            "related" => profile.related = self.list(value, check::related)?,
            "context" => profile.context = self.context(value)?,
            _ => return Err(self.error(at, unknown(key, "name, aliases, domains, networks, ad_domains, hostnames, users, people, phones, addresses, related, [context]"))),
        }
        Ok(())
    }

    fn context(&self, value: &Value<'_>) -> Result<Context, ProfileError> {
        let Some(table) = value.get_ref().as_table() else {
            return Err(self.wrong_type(value, "テーブル [context]", "a table [context]"));
        };
        let mut context = Context::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "sector" => context.sector = Some(self.string(value, check::quasi)?),
                "region" => context.region = Some(self.string(value, check::quasi)?),
                "employees" => context.employees = Some(self.count(value)?),
                "products" => context.products = self.products(value)?,
                other => {
                    return Err(
                        self.error(key.span().start, unknown(other, "sector, region, employees, products"))
                    );
                }
            }
        }
        Ok(context)
    }

    fn products(&self, value: &Value<'_>) -> Result<Vec<Product>, ProfileError> {
        const JA: &str = "製品の配列([{ name = \"…\", version = \"…\", class = \"…\" }])";
        const EN: &str = "an array of products ([{ name = \"…\", version = \"…\", class = \"…\" }])";
        let Some(items) = value.get_ref().as_array().filter(|items| items.len() <= MOST_PRODUCTS) else {
            return Err(self.wrong_type(value, JA, EN));
        };
        let mut out = Vec::with_capacity(items.len());
        for item in items {
            let Some(table) = item.get_ref().as_table() else {
                return Err(self.wrong_type(item, JA, EN));
            };
            let mut product = Product::default();
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "name" => product.name = self.string(value, check::quasi)?,
                    "version" => product.version = Some(self.string(value, check::version)?),
                    "class" => product.class = Some(self.string(value, check::quasi)?),
                    other => return Err(self.error(key.span().start, unknown(other, "name, version, class"))),
                }
            }
            if product.name.is_empty() {
                return Err(self.wrong_type(item, JA, EN));
            }
            out.push(product);
        }
        Ok(out)
    }

    fn count(&self, value: &Value<'_>) -> Result<u64, ProfileError> {
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok());
        number
            .filter(|&count| (1..=10_000_000).contains(&count))
            .ok_or_else(|| self.wrong_type(value, "1以上の整数", "a whole number from 1"))
    }

    fn string<T>(
        &self,
        value: &Value<'_>,
        check: impl Fn(&str) -> Result<T, Text>,
    ) -> Result<T, ProfileError> {
        let Some(text) = value.get_ref().as_str() else {
            return Err(self.wrong_type(value, "文字列", "a string"));
        };
        check(text).map_err(|reason| self.error(value.span().start, reason))
    }

    fn list<T>(
        &self,
        value: &Value<'_>,
        check: impl Fn(&str) -> Result<T, Text>,
    ) -> Result<Vec<T>, ProfileError> {
        let Some(items) = value.get_ref().as_array() else {
            return Err(self.wrong_type(value, "文字列の配列", "an array of strings"));
        };
        if items.len() > MOST_ENTRIES {
            let reason = Text::fixed("項目が多すぎます(5000件まで)", "too many entries (at most 5000)");
            return Err(self.error(value.span().start, reason));
        }
        items.iter().map(|item| self.string(item, &check)).collect()
    }

    fn wrong_type(&self, value: &Value<'_>, ja: &str, en: &str) -> ProfileError {
        self.error(value.span().start, Text::owned(format!("{ja}を書いてください"), format!("expected {en}")))
    }
}

/// The key is the analyst's own word, never material; only its plain letters are shown.
fn unknown(key: &str, known: &str) -> Text {
    let key: String = key.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(32).collect();
    Text::owned(
        format!("未知のキー「{key}」です。使えるキー: {known}"),
        format!("unknown key `{key}`; known keys: {known}"),
    )
}
