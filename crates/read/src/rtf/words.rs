//! Control words.

use super::state::{Dest, State};

/// Takes a control word.
pub(super) fn take(word: &str, number: Option<i64>, state: &mut State) {
    let optional = state.take_optional();
    if let Some(dest) = dest(word) {
        state.go_to(dest);
        return;
    }
    if let Some(text) = symbol(word) {
        state.text(text);
        return;
    }
    match word {
        "ansicpg" => state.codepage = number.and_then(|page| u16::try_from(page).ok()).unwrap_or(1252),
        "mac" => state.codepage = 10000,
        "u" => state.unit(number.unwrap_or(0)),
        "v" | "deleted" | "plain" | "uc" | "f" | "af" | "fcharset" => state.format(word, number),
        "yr" | "mo" | "dy" | "hr" | "min" | "sec" => time(word, number.unwrap_or(0), state),
        _ => {
            state.flush();
            if optional {
                // Inside of data such a group is junk, which Word passes over.
                let data = matches!(state.dest(), Dest::Data | Dest::Picture | Dest::Drop);
                state.go_to(if data { Dest::Drop } else { Dest::Other });
            }
        }
    }
}

/// Parts of a time in the properties.
fn time(word: &str, number: i64, state: &mut State) {
    if !matches!(state.dest(), Dest::Info(_)) {
        return;
    }
    let before = match word {
        "yr" => "",
        "mo" | "dy" => "-",
        "hr" => " ",
        _ => ":",
    };
    state.text(&format!("{before}{number:02}"));
}

/// Where the text of a group with this word goes.
fn dest(word: &str) -> Option<Dest> {
    Some(match word {
        "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" => {
            Dest::Header
        }
        "footnote" => Dest::Footnote,
        "annotation" => Dest::Comment,
        "atnauthor" | "revtbl" => Dest::Author,
        "title" => Dest::Info("Title"),
        "subject" => Dest::Info("Subject"),
        "author" => Dest::Info("Author"),
        "operator" => Dest::Info("LastAuthor"),
        "manager" => Dest::Info("Manager"),
        "company" => Dest::Info("Company"),
        "category" => Dest::Info("Category"),
        "keywords" => Dest::Info("Keywords"),
        "comment" | "doccomm" => Dest::Info("Comments"),
        "hlinkbase" => Dest::Info("LinkBase"),
        "creatim" => Dest::Info("Created"),
        "revtim" => Dest::Info("LastSaved"),
        "printim" => Dest::Info("LastPrinted"),
        "propname" | "staticval" | "docvar" => Dest::Info("property"),
        "template" => Dest::Info("Template"),
        "generator" => Dest::Info("Application"),
        "objclass" => Dest::Info("ObjectClass"),
        "objname" | "objalias" | "objsect" => Dest::Info("ObjectName"),
        "fldinst" | "datafield" | "formfield" => Dest::Field,
        "htmltag" | "mhtmltag" => Dest::Markup,
        "fonttbl" => Dest::FontTable,
        "objdata" | "datastore" => Dest::Data,
        "pict" => Dest::Picture,
        "colortbl" | "listtable" | "listoverridetable" | "rsidtbl" | "themedata" | "colorschememapping"
        | "latentstyles" | "stylesheet" | "blipuid" | "pnseclvl" => Dest::Drop,
        "body" | "shptxt" | "pntext" => Dest::Body,
        _ => return None,
    })
}

/// Text that a word stands for.
fn symbol(word: &str) -> Option<&'static str> {
    Some(match word {
        "par" | "line" | "page" | "sect" | "row" | "column" | "softline" | "nestrow" => "\n",
        "tab" | "cell" | "nestcell" => "\t",
        "emdash" => "\u{2014}",
        "endash" => "\u{2013}",
        "lquote" => "\u{2018}",
        "rquote" => "\u{2019}",
        "ldblquote" => "\u{201C}",
        "rdblquote" => "\u{201D}",
        "bullet" => "\u{2022}",
        "emspace" | "enspace" => " ",
        _ => return None,
    })
}
