//! Japanese and English side by side.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Language of what a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

/// One text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub struct Text {
    /// Japanese form.
    pub ja: Cow<'static, str>,
    /// English form.
    pub en: Cow<'static, str>,
}

impl Text {
    /// Builds a text from two literals.
    pub const fn fixed(ja: &'static str, en: &'static str) -> Self {
        Self { ja: Cow::Borrowed(ja), en: Cow::Borrowed(en) }
    }

    /// Builds a text from two computed strings.
    pub const fn owned(ja: String, en: String) -> Self {
        Self { ja: Cow::Owned(ja), en: Cow::Owned(en) }
    }

    /// Picks one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
}
