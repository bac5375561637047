//! The decision table: what happens to a value of some shape in some situation.
//!
//! Rules are data. The table is total: every pair of [`Situation`] and [`Shape`] is written out, without wildcard.

use noroshi_base::{Surface, Text};

use super::rules as r;
use super::shape::Shape;
use crate::kept::Decision;

/// A rule: what is decided and why, in both languages.
#[derive(Debug)]
pub(crate) struct Rule {
    /// Stable id; the number is the case pattern of domain.md 3.6 it follows.
    pub(crate) id: &'static str,
    pub(crate) decision: Decision,
    pub(crate) surface: Option<Surface>,
    pub(crate) reason: Text,
    /// Question to the person, for what waits.
    pub(crate) question: Text,
    /// What could be shared instead.
    pub(crate) alternative: Text,
}

/// What the material and the profile say about a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Situation {
    /// Nothing speaks against it.
    Plain,
    /// A public list knows it, and only logs name it.
    BenignLog,
    /// A public list knows it, but somebody states it.
    KnownButStated,
    /// The victim's own.
    Owned,
    /// A page of the attacker on the victim's own server.
    OwnedServer,
    /// Of an organisation the profile relates to the victim.
    Related,
    /// Of an internal network.
    Internal,
    /// Nothing but a secret, or a machine's own id.
    Secret,
    /// The victim's name inside an attacker's value.
    NameInside,
    /// The victim's name in the part that is registered.
    NameRegistered,
    /// A person, an account, a secret, an internal name inside an attacker's value.
    PrivateInside,
    /// A look-alike or a short token: a person decides.
    Uncertain,
    /// Made anew for each victim.
    PerVictim,
    /// Digest of a word of the profile.
    Keyed,
    /// Of a file that carries the victim's data.
    Tailored,
    /// The subject of a mail that the victim's own address sent.
    OwnMail,
    /// Public data ties an address or a name to the victim.
    TracedName,
    /// Public data ties a certificate to the victim.
    TracedCertificate,
    /// Public data shows the victim inside the sample.
    TracedSample,
    /// A page where the victim of ransomware negotiates.
    Negotiation,
    /// A page on which the attacker names victims.
    LeakPost,
    /// An announcement or article about the incident.
    Announced,
    /// Somebody else's, misused.
    Compromised,
    /// A recipient of a mail.
    Recipient,
    /// Nothing shows whose it is, and it may be a person's or an organisation's.
    Unproven,
    /// Lies below a user's folder.
    UserFolder,
    /// A hole without a fix.
    Unfixed,
    /// Few have it.
    Rare,
    /// A type no rule allows.
    Unlisted,
}

/// Decides. Pairs that cannot meet are decided too: by the stricter of the two.
pub(crate) fn decide(situation: Situation, shape: Shape) -> &'static Rule {
    use Situation as S;
    match situation {
        S::Plain => &r::KEEP,
        S::BenignLog => &r::DROP_BENIGN,
        S::KnownButStated => &r::KEEP_NOTED,
        S::Owned => owned(shape),
        S::OwnedServer => &r::MASK_SERVER,
        S::Related => related(shape),
        S::Internal => &r::DROP_INTERNAL,
        S::Secret => &r::DROP_SECRET,
        S::NameInside => inside(shape),
        S::NameRegistered => registered(shape),
        S::PrivateInside => private(shape),
        S::Uncertain => &r::HOLD_UNCERTAIN,
        S::PerVictim => &r::PATTERN_PER_VICTIM,
        S::Keyed => &r::DROP_KEYED,
        S::Tailored => tailored(shape),
        S::OwnMail => &r::HOLD_OWN_MAIL,
        S::TracedName => &r::HOLD_TRACED_NAME,
        S::TracedCertificate => &r::HOLD_TRACED_CERTIFICATE,
        S::TracedSample => &r::HOLD_TRACED_SAMPLE,
        S::Negotiation => &r::HOLD_NEGOTIATION,
        S::LeakPost => &r::HOLD_LEAK_POST,
        S::Announced => &r::HOLD_ANNOUNCED,
        S::Compromised => compromised(shape),
        S::Recipient => &r::DROP_RECIPIENT,
        S::Unproven => unproven(shape),
        S::UserFolder => &r::GENERALISE_FOLDER,
        S::Unfixed => &r::HOLD_UNFIXED,
        S::Rare => &r::HOLD_RARE,
        S::Unlisted => &r::DROP_UNLISTED,
    }
}

const fn owned(shape: Shape) -> &'static Rule {
    match shape {
        Shape::Agent => &r::DROP_AGENT,
        Shape::CertificateName => &r::DROP_OWN_CERTIFICATE,
        Shape::Certificate | Shape::FileHash | Shape::PartHash => &r::HOLD_TAILORED,
        Shape::Address
        | Shape::Network
        | Shape::Domain
        | Shape::Url
        | Shape::Mail
        | Shape::Subject
        | Shape::FileName
        | Shape::Path
        | Shape::BuildPath
        | Shape::Object
        | Shape::Command
        | Shape::Trait
        | Shape::Wallet
        | Shape::Vulnerability
        | Shape::Catalogue
        | Shape::Rule
        | Shape::Other => &r::DROP_OWNED,
    }
}

const fn related(shape: Shape) -> &'static Rule {
    match shape {
        Shape::Address | Shape::Network | Shape::Domain | Shape::Url | Shape::Mail => &r::HOLD_RELATED,
        Shape::Rule => &r::HOLD_RULE,
        Shape::Subject
        | Shape::FileHash
        | Shape::PartHash
        | Shape::FileName
        | Shape::Path
        | Shape::BuildPath
        | Shape::Object
        | Shape::Command
        | Shape::Agent
        | Shape::Trait
        | Shape::Certificate
        | Shape::CertificateName
        | Shape::Wallet
        | Shape::Vulnerability
        | Shape::Catalogue
        | Shape::Other => &r::DROP_RELATED,
    }
}

const fn inside(shape: Shape) -> &'static Rule {
    match shape {
        Shape::Domain => &r::MASK_LABEL,
        Shape::Url => &r::MASK_URL,
        Shape::Mail => &r::MASK_MAIL,
        Shape::Subject => &r::MASK_SUBJECT,
        Shape::FileName => &r::MASK_FILE_NAME,
        Shape::Path => &r::MASK_PATH,
        Shape::BuildPath => &r::MASK_BUILD_PATH,
        Shape::Object => &r::MASK_OBJECT,
        Shape::Command => &r::MASK_COMMAND,
        Shape::Agent => &r::DROP_AGENT,
        Shape::Rule => &r::REBUILD_RULE,
        Shape::CertificateName => &r::ASK_CERTIFICATE,
        // A digest, a wallet, a catalogue word cannot carry a name: what matches there is chance or a hostile form.
        Shape::Address
        | Shape::Network
        | Shape::FileHash
        | Shape::PartHash
        | Shape::Trait
        | Shape::Certificate
        | Shape::Wallet
        | Shape::Vulnerability
        | Shape::Catalogue => &r::HOLD_UNCERTAIN,
        Shape::Other => &r::DROP_UNLISTED,
    }
}

const fn registered(shape: Shape) -> &'static Rule {
    match shape {
        Shape::Domain | Shape::Url | Shape::Mail => &r::HOLD_REGISTERED,
        Shape::Address
        | Shape::Network
        | Shape::Subject
        | Shape::FileHash
        | Shape::PartHash
        | Shape::FileName
        | Shape::Path
        | Shape::BuildPath
        | Shape::Object
        | Shape::Command
        | Shape::Agent
        | Shape::Trait
        | Shape::Certificate
        | Shape::CertificateName
        | Shape::Wallet
        | Shape::Vulnerability
        | Shape::Catalogue
        | Shape::Rule
        | Shape::Other => &r::HOLD_UNCERTAIN,
    }
}

const fn private(shape: Shape) -> &'static Rule {
    match shape {
        Shape::Rule => &r::REBUILD_RULE,
        Shape::CertificateName => &r::DROP_OWN_CERTIFICATE,
        Shape::Domain
        | Shape::Url
        | Shape::Mail
        | Shape::Subject
        | Shape::FileName
        | Shape::Path
        | Shape::BuildPath
        | Shape::Object
        | Shape::Command
        | Shape::Agent => &r::MASK_PRIVATE,
        Shape::Address
        | Shape::Network
        | Shape::FileHash
        | Shape::PartHash
        | Shape::Trait
        | Shape::Certificate
        | Shape::Wallet
        | Shape::Vulnerability
        | Shape::Catalogue
        | Shape::Other => &r::HOLD_UNCERTAIN,
    }
}

const fn tailored(shape: Shape) -> &'static Rule {
    match shape {
        // Part digests are the alternative that case C25 offers in place of the file's own.
        Shape::PartHash => &r::KEEP,
        Shape::Certificate | Shape::CertificateName => &r::ASK_CERTIFICATE,
        Shape::FileHash
        | Shape::Address
        | Shape::Network
        | Shape::Domain
        | Shape::Url
        | Shape::Mail
        | Shape::Subject
        | Shape::FileName
        | Shape::Path
        | Shape::BuildPath
        | Shape::Object
        | Shape::Command
        | Shape::Agent
        | Shape::Trait
        | Shape::Wallet
        | Shape::Vulnerability
        | Shape::Catalogue
        | Shape::Rule
        | Shape::Other => &r::HOLD_TAILORED,
    }
}

const fn compromised(shape: Shape) -> &'static Rule {
    match shape {
        Shape::Mail => &r::HOLD_COMPROMISED_MAIL,
        Shape::Address | Shape::Network | Shape::Domain | Shape::Url => &r::RESTRICT_COMPROMISED,
        Shape::Subject
        | Shape::FileHash
        | Shape::PartHash
        | Shape::FileName
        | Shape::Path
        | Shape::BuildPath
        | Shape::Object
        | Shape::Command
        | Shape::Agent
        | Shape::Trait
        | Shape::Certificate
        | Shape::CertificateName
        | Shape::Wallet
        | Shape::Vulnerability
        | Shape::Catalogue
        | Shape::Rule
        | Shape::Other => &r::KEEP,
    }
}

const fn unproven(shape: Shape) -> &'static Rule {
    match shape {
        Shape::Mail => &r::HOLD_MAIL,
        Shape::Domain | Shape::Url | Shape::Address | Shape::Network => &r::HOLD_THIRD_PARTY,
        Shape::Subject
        | Shape::FileHash
        | Shape::PartHash
        | Shape::FileName
        | Shape::Path
        | Shape::BuildPath
        | Shape::Object
        | Shape::Command
        | Shape::Agent
        | Shape::Trait
        | Shape::Certificate
        | Shape::CertificateName
        | Shape::Wallet
        | Shape::Vulnerability
        | Shape::Catalogue
        | Shape::Rule
        | Shape::Other => &r::DROP_UNLISTED,
    }
}
