//! The information elements of the guidance on sharing and publication (2022), and what each is worth.

use noroshi_base::Text;

/// What a clause is about: the twelve elements of the guidance, people, and correspondence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Element {
    /// 被害組織名.
    VictimName,
    /// 業種／規模, and the region.
    Profile,
    /// 被害内容.
    Damage,
    /// タイムライン(対応状況).
    Response,
    /// タイムライン(技術情報).
    AttackTime,
    /// 攻撃対象システム.
    Target,
    /// 攻撃主体に関する情報.
    Actor,
    /// 対策状況.
    Countermeasure,
    /// 脆弱性.
    Vulnerability,
    /// その他TTP.
    Ttp,
    /// マルウェア.
    Malware,
    /// 通信先.
    Destination,
    /// Names and posts of people.
    People,
    /// Greetings, signatures, headers of correspondence.
    Correspondence,
}

impl Element {
    /// Whether the element is of the technical end of the spectrum.
    pub const fn is_technical(self) -> bool {
        matches!(self, Self::Vulnerability | Self::Ttp | Self::Malware | Self::Destination)
    }

    /// Name for people.
    pub const fn label(self) -> Text {
        match self {
            Self::VictimName => Text::fixed("被害組織名", "name of the victim"),
            Self::Profile => Text::fixed("業種・規模・地域", "sector, size or region"),
            Self::Damage => Text::fixed("被害内容", "damage"),
            Self::Response => Text::fixed("対応の経過", "course of the response"),
            Self::AttackTime => Text::fixed("攻撃の日時", "time of the attack"),
            Self::Target => Text::fixed("攻撃対象システム・拠点", "attacked system or site"),
            Self::Actor => Text::fixed("攻撃主体", "attacker"),
            Self::Countermeasure => Text::fixed("対策状況", "state of the defences"),
            Self::Vulnerability => Text::fixed("脆弱性", "vulnerability"),
            Self::Ttp => Text::fixed("攻撃手法", "technique"),
            Self::Malware => Text::fixed("マルウェア", "malware"),
            Self::Destination => Text::fixed("通信先", "destination"),
            Self::People => Text::fixed("人・役職", "people and posts"),
            Self::Correspondence => Text::fixed("挨拶・署名・書式", "greeting, signature or form"),
        }
    }
}

/// What a cue weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Decides: a strong context cue keeps its clause home, a strong technical one makes it shareable.
    Strong,
    /// Adds to the balance.
    Weak,
    /// Says nothing; shields a longer phrase from the cue inside it.
    Shield,
}

/// Cues of one element with the reason they are taken for it.
pub(super) struct Group {
    /// Element.
    pub(super) element: Element,
    /// Weight.
    pub(super) weight: Weight,
    /// Words; ASCII ones match as whole words, a trailing `*` lets the word go on.
    pub(super) words: &'static [&'static str],
}

/// Writes a table of cues: element, weight, words.
macro_rules! groups {
    ($($element:ident $weight:ident: $($word:literal)+;)*) => {
        &[$($crate::prose::element::Group {
            element: $crate::prose::element::Element::$element,
            weight: $crate::prose::element::Weight::$weight,
            words: &[$($word),+],
        },)*]
    };
}
pub(super) use groups;
