//! Where a passage's values come from.

use noroshi_base::{DocumentHead, DocumentKind, IndicatorKind};
use noroshi_read::{Hint, Passage, Role};

use super::glance::Sources;
use super::words::Cues;

/// Sources of the values of a passage.
pub(super) fn of(head: &DocumentHead, passage: &Passage) -> Sources {
    if let Some(hint) = passage.hint.as_deref().filter(|hint| !hint.feed_type.is_empty()) {
        let feed = if hint.to_ids { Sources::FEED_IDS } else { Sources::FEED };
        return feed.with(feed_side(hint));
    }
    let role = match &passage.role {
        Role::Header(name) => return header(name),
        Role::Hidden => Sources::HIDDEN,
        Role::Name => Sources::NAME,
        Role::Property(_) => Sources::PROPERTY,
        Role::Strings => Sources::SAMPLE,
        Role::Prose => Sources::PROSE,
        Role::Cell => Sources::LIST,
        Role::Lines | Role::Code | Role::Field(_) => return of_kind(head.kind),
    };
    if head.kind == DocumentKind::Table && role == Sources::LIST && is_record(&passage.text) {
        return Sources::LOG;
    }
    role
}

const fn of_kind(kind: DocumentKind) -> Sources {
    match kind {
        DocumentKind::Records => Sources::LOG,
        DocumentKind::Prose | DocumentKind::Table => Sources::LIST,
        DocumentKind::Feed => Sources::FEED,
        DocumentKind::Rules => Sources::RULE,
        DocumentKind::Sample => Sources::SAMPLE,
        DocumentKind::Structured | DocumentKind::Container => Sources::CODE,
    }
}

/// Whether a row of a table is a record of a log: it has a time of day and at least four cells.
fn is_record(row: &str) -> bool {
    let row = super::words::head(row, 400);
    let bytes = row.as_bytes();
    let time = bytes.windows(8).any(|w| {
        w[2] == b':'
            && w[5] == b':'
            && [0, 1, 3, 4, 6, 7].iter().all(|i| w.get(*i).is_some_and(u8::is_ascii_digit))
    });
    time && bytes.iter().filter(|b| **b == b'\t').count() >= 3
}

fn header(name: &str) -> Sources {
    match name {
        "from"
        | "reply-to"
        | "return-path"
        | "sender"
        | "x-sender"
        | "envelope-from"
        | "x-envelope-from"
        | "errors-to"
        | "x-originating-ip"
        | "x-originating-email"
        | "resent-from" => Sources::MAIL_FROM,
        "to" | "cc" | "bcc" | "delivered-to" | "x-original-to" | "envelope-to" | "x-envelope-to"
        | "resent-to" | "apparently-to" | "x-rcpt-to" => Sources::MAIL_TO,
        _ => Sources::MAIL,
    }
}

/// Side of a mail that a feed's type or relation names.
fn feed_side(hint: &Hint) -> Sources {
    let kind = hint.feed_type.as_str();
    let relation = hint.relation.as_str();
    let to = matches!(
        kind,
        "email-dst"
            | "target-email"
            | "email-dst-display-name"
            | "target-user"
            | "target-org"
            | "target-machine"
    ) || matches!(
        relation,
        "to" | "cc" | "bcc" | "to_refs" | "cc_refs" | "bcc_refs" | "to-display-name" | "received-by"
    );
    let from = kind.starts_with("email-src")
        || matches!(kind, "email-reply-to" | "whois-registrant-email")
        || matches!(relation, "from" | "from_ref" | "reply-to" | "return-path" | "sender_ref");
    match (from, to) {
        (_, true) => Sources::MAIL_TO,
        (true, false) => Sources::MAIL_FROM,
        (false, false) => Sources::default(),
    }
}

/// Cues of a feed's type and category.
pub(super) fn feed_cues(hint: &Hint) -> Cues {
    let cues = match hint.feed_type.as_str() {
        "ip-dst" | "ip-dst|port" | "hostname|port" => Cues::OUTBOUND,
        "ip-src" | "ip-src|port" => Cues::INBOUND,
        _ => Cues::default(),
    };
    match hint.relation.as_str() {
        "dst" | "ip-dst" | "dst_ref" | "hostname-dst" => cues.with(Cues::OUTBOUND),
        "src" | "ip-src" | "src_ref" => cues.with(Cues::INBOUND),
        _ => cues,
    }
}

/// ATT&CK tactic of a feed's category.
pub(super) fn feed_phase(hint: &Hint) -> Option<&'static str> {
    match hint.category.as_str() {
        "Payload delivery" => Some("initial-access"),
        "Persistence mechanism" => Some("persistence"),
        _ => None,
    }
}

/// Whether a port may stand beside a value of this kind.
pub(super) const fn has_port(kind: IndicatorKind) -> bool {
    matches!(kind, IndicatorKind::Ipv4 | IndicatorKind::Ipv6 | IndicatorKind::Domain)
}
