//! Columns of tables: what the head of a column says of every cell below it.

use noroshi_profile::{IdentifierKind, words};
use noroshi_read::Role;

use super::{Scan, secret};
use crate::Strength;

/// Lines of a block among which the heads of its columns are looked for.
const HEAD_LINES: usize = 5;
/// Characters of the longest head.
const LONGEST_HEAD: usize = 24;

/// What the cells of a column hold.
#[derive(Clone, Copy)]
enum Holds {
    Secret,
    Person,
    User,
}

/// Finds the secrets, people and accounts in the columns of a table.
pub(super) fn columns(scan: &mut Scan<'_>) {
    if !matches!(scan.role, Role::Cell) {
        return;
    }
    let text = scan.text;
    let mut heads: Vec<(usize, Holds)> = Vec::new();
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let from = start;
        start += line.len();
        if number < HEAD_LINES && heads.is_empty() {
            heads = line.split('\t').enumerate().filter_map(|(at, head)| Some((at, holds(head)?))).collect();
            continue;
        }
        if heads.is_empty() {
            if number >= HEAD_LINES {
                return;
            }
            continue;
        }
        let mut at = from;
        for (index, cell) in line.split('\t').enumerate() {
            if let Some(&(_, holds)) = heads.iter().find(|head| head.0 == index) {
                below(scan, at, cell, holds);
            }
            at += cell.len() + 1;
        }
    }
}

/// What a head says; `None` for every other text.
fn holds(head: &str) -> Option<Holds> {
    let head = head.trim().trim_matches(['"', '\u{feff}']).to_lowercase();
    if head.is_empty() || head.chars().count() > LONGEST_HEAD || head.contains([':', '：', '=', '。']) {
        return None;
    }
    let is = |list: &[&str]| list.contains(&head.as_str());
    if ["パスワード", "password", "passwd", "暗証番号", "事前共有鍵", "秘密鍵"]
        .iter()
        .any(|word| head.contains(word))
        || is(&["pw", "pass", "pwd", "psk", "secret", "ｐｗ"])
    {
        return Some(Holds::Secret);
    }
    if is(&[
        "氏名",
        "名前",
        "お名前",
        "利用者",
        "利用者名",
        "使用者",
        "使用者名",
        "担当者",
        "担当者名",
        "社員名",
        "職員名",
        "患者名",
        "所有者",
        "full name",
        "employee",
        "employee name",
        "displayname",
        "display name",
    ]) {
        return Some(Holds::Person);
    }
    is(&[
        "ユーザ名",
        "ユーザー名",
        "ユーザid",
        "ユーザーid",
        "ログインid",
        "アカウント",
        "アカウント名",
        "samaccountname",
        "username",
        "user name",
        "account name",
        "logon name",
    ])
    .then_some(Holds::User)
}

fn below(scan: &mut Scan<'_>, at: usize, cell: &str, holds: Holds) {
    let value = cell.trim_matches([' ', '\u{3000}', '\r', '\n', '"']);
    let start = at + (cell.len() - cell.trim_start_matches([' ', '\u{3000}', '"']).len());
    let length = value.chars().count();
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let (fits, kind, rule) = match holds {
        Holds::Secret => (
            (3..=128).contains(&length) && !secret::is_harmless(value),
            IdentifierKind::Secret,
            "secret.column",
        ),
        Holds::Person => (
            (2..=24).contains(&length)
                && (letters + value.chars().filter(|c| c.is_whitespace()).count()) * 10 >= length * 8
                && (!value.is_ascii() || value.contains([' ', ',', '.']))
                && !words::is_ordinary(value),
            IdentifierKind::Person,
            "protect.person-column",
        ),
        Holds::User => (
            (2..=64).contains(&length)
                && letters > 0
                && value.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_@\\$".contains(&b))
                && !words::is_ordinary(value),
            IdentifierKind::User,
            "protect.account-column",
        ),
    };
    if fits {
        scan.found(start..start + value.len(), kind, Strength::Certain, rule);
    }
}
