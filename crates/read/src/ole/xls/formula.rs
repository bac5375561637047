//! Formulas, from their tokens back to about what was typed; strings that are joined are joined.

use super::Book;
use crate::bytes::{u16_at, u64_at};
use crate::office::workbook::column_name;

/// Characters of one formula; the program allows no more.
const MOST: usize = 8192;

/// Functions whose number of arguments is fixed, and those that macros and links need: number, name, arguments.
const FUNCTIONS: &[(u16, &str, usize)] = &[
    (0, "COUNT", 0),
    (1, "IF", 0),
    (4, "SUM", 0),
    (5, "AVERAGE", 0),
    (6, "MIN", 0),
    (7, "MAX", 0),
    (19, "PI", 0),
    (24, "ABS", 1),
    (25, "INT", 1),
    (27, "ROUND", 2),
    (30, "REPT", 2),
    (31, "MID", 3),
    (32, "LEN", 1),
    (33, "VALUE", 1),
    (36, "AND", 0),
    (37, "OR", 0),
    (38, "NOT", 1),
    (39, "MOD", 2),
    (48, "TEXT", 2),
    (53, "GOTO", 1),
    (54, "HALT", 0),
    (55, "RETURN", 0),
    (63, "RAND", 0),
    (65, "DATE", 3),
    (74, "NOW", 0),
    (84, "ERROR", 0),
    (96, "FORMULA", 0),
    (100, "CHOOSE", 0),
    (102, "VLOOKUP", 0),
    (106, "SET.NAME", 0),
    (108, "SET.VALUE", 2),
    (109, "GOTO", 1),
    (110, "EXEC", 0),
    (111, "CHAR", 1),
    (112, "LOWER", 1),
    (113, "UPPER", 1),
    (114, "PROPER", 1),
    (115, "LEFT", 0),
    (116, "RIGHT", 0),
    (117, "EXACT", 2),
    (118, "TRIM", 1),
    (119, "REPLACE", 4),
    (120, "SUBSTITUTE", 0),
    (121, "CODE", 1),
    (130, "T", 1),
    (131, "N", 1),
    (132, "FOPEN", 0),
    (133, "FCLOSE", 1),
    (137, "FWRITELN", 2),
    (138, "FWRITE", 2),
    (148, "INDIRECT", 0),
    (149, "REGISTER", 0),
    (150, "CALL", 0),
    (185, "GET.CELL", 0),
    (186, "GET.WORKSPACE", 1),
    (221, "TODAY", 0),
    (267, "REGISTER.ID", 0),
    (269, "REGISTER.ID", 0),
    (336, "CONCATENATE", 0),
    (345, "SUMIF", 0),
    (359, "HYPERLINK", 0),
];

/// Something on the stack: a literal, which can be joined, or an expression.
struct Item {
    text: String,
    literal: bool,
}

impl Item {
    fn expression(text: impl Into<String>) -> Self {
        Self { text: text.into(), literal: false }
    }

    fn shown(&self) -> String {
        if self.literal { format!("\"{}\"", self.text) } else { self.text.clone() }
    }
}

/// Name of a built-in defined name.
pub(super) fn built_in(name: &str) -> &'static str {
    match name.chars().next().map(u32::from) {
        Some(1) => "Auto_Open",
        Some(2) => "Auto_Close",
        Some(6) => "Print_Area",
        Some(7) => "Print_Titles",
        Some(10) => "Auto_Activate",
        Some(11) => "Auto_Deactivate",
        Some(12) => "Sheet_Title",
        Some(13) => "_FilterDatabase",
        _ => "_builtin",
    }
}

/// The text of a formula; what follows an unknown token is left out.
pub(super) fn text(tokens: &[u8], book: &Book) -> String {
    let mut stack: Vec<Item> = Vec::new();
    let mut at = 0_usize;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let base = if *token < 0x20 { *token } else { *token & 0x1F | 0x20 };
        let rest = tokens.get(at..).unwrap_or_default();
        let Some(length) = step(base, rest, &mut stack, book) else { break };
        at += length;
    }
    let mut out: Vec<String> = stack.iter().map(Item::shown).collect();
    if let [one] = out.as_mut_slice() {
        return std::mem::take(one);
    }
    out.join(" ; ")
}

/// Takes one token; gives the bytes behind it.
fn step(base: u8, rest: &[u8], stack: &mut Vec<Item>, book: &Book) -> Option<usize> {
    let width = |new: usize, old: usize| Some(if book.wide { new } else { old });
    match base {
        0x01 | 0x02 => return Some(4),
        0x03..=0x11 => binary(base, stack),
        0x12 | 0x13 => wrap(if base == 0x12 { "+" } else { "-" }, "", stack),
        0x14 => wrap("", "%", stack),
        0x15 => {
            if stack.last().is_some_and(|item| !item.literal) {
                wrap("(", ")", stack);
            }
        }
        0x16 => stack.push(Item::expression("")),
        0x17 => {
            let count = usize::from(*rest.first()?);
            let (text, end) = book.reader().counted(rest, 1, count)?;
            stack.push(Item { text, literal: true });
            return Some(end);
        }
        0x19 => return attribute(rest, stack),
        0x1C => {
            stack.push(Item::expression("#ERR"));
            return Some(1);
        }
        0x1D => {
            stack.push(Item::expression(if rest.first()? == &0 { "FALSE" } else { "TRUE" }));
            return Some(1);
        }
        0x1E => {
            stack.push(Item::expression(u16_at(rest, 0)?.to_string()));
            return Some(2);
        }
        0x1F => {
            stack.push(Item::expression(f64::from_bits(u64_at(rest, 0)?).to_string()));
            return Some(8);
        }
        0x20 => {
            stack.push(Item::expression("{}"));
            return width(7, 7);
        }
        0x21 => {
            let id = u16_at(rest, 0)?;
            let known = FUNCTIONS.iter().find(|(number, ..)| *number == id);
            call(id, known.map_or(usize::from(!stack.is_empty()), |(.., count)| *count), stack);
            return Some(2);
        }
        0x22 => {
            call(u16_at(rest, 1)? & 0x7FFF, usize::from(rest.first()? & 0x7F), stack);
            return Some(3);
        }
        0x23 => {
            let index = usize::from(u16_at(rest, 0)?);
            let name = index.checked_sub(1).and_then(|index| book.name_list.get(index));
            stack.push(Item::expression(name.map_or("name", String::as_str)));
            return width(4, 14);
        }
        0x24 | 0x2C | 0x2A => {
            stack.push(Item::expression(cell(rest, 0, 2, book)));
            return width(4, 3);
        }
        0x25 | 0x2D | 0x2B => {
            stack.push(Item::expression(area(rest, 0, book)));
            return width(8, 6);
        }
        0x26..=0x28 => return Some(6),
        0x29 => return Some(2),
        0x39 => {
            stack.push(Item::expression("external name"));
            return width(6, 24);
        }
        0x3A | 0x3C => {
            stack.push(Item::expression(if book.wide {
                cell(rest, 2, 4, book)
            } else {
                cell(rest, 14, 16, book)
            }));
            return width(6, 17);
        }
        0x3B | 0x3D => {
            stack.push(Item::expression(area(rest, if book.wide { 2 } else { 14 }, book)));
            return width(10, 20);
        }
        _ => return None,
    }
    Some(0)
}

fn attribute(rest: &[u8], stack: &mut Vec<Item>) -> Option<usize> {
    let flags = *rest.first()?;
    let data = usize::from(u16_at(rest, 1)?);
    if flags & 0x10 != 0 {
        call(4, 1, stack);
    }
    Some(if flags & 0x04 != 0 { 3 + (data + 1) * 2 } else { 3 })
}

fn binary(base: u8, stack: &mut Vec<Item>) {
    const SIGNS: [&str; 15] = ["+", "-", "*", "/", "^", "&", "<", "<=", "=", ">=", ">", "<>", " ", ",", ":"];
    let right = stack.pop();
    let (Some(right), Some(left)) = (right, stack.last_mut()) else { return };
    if left.text.len() + right.text.len() > MOST {
        return;
    }
    if base == 0x08 && left.literal && right.literal {
        left.text.push_str(&right.text);
        return;
    }
    let sign = SIGNS.get(usize::from(base - 3)).copied().unwrap_or("?");
    *left = Item::expression(format!("{}{sign}{}", left.shown(), right.shown()));
}

fn wrap(before: &str, after: &str, stack: &mut [Item]) {
    if let Some(last) = stack.last_mut().filter(|last| last.text.len() < MOST) {
        *last = Item::expression(format!("{before}{}{after}", last.shown()));
    }
}

fn call(id: u16, count: usize, stack: &mut Vec<Item>) {
    let mut arguments = stack.split_off(stack.len().saturating_sub(count));
    if let (111, [Item { text, literal: false }]) = (id, arguments.as_slice())
        && let Some(letter) = text.parse::<u8>().ok().filter(|code| (0x20..0x7F).contains(code))
    {
        stack.push(Item { text: char::from(letter).to_string(), literal: true });
        return;
    }
    // A function of the author's own: its name is the first argument.
    let own = (id == 0xFF && !arguments.is_empty()).then(|| arguments.remove(0).text);
    let known = FUNCTIONS.iter().find(|(number, ..)| *number == id).map(|(_, name, _)| (*name).to_owned());
    let name = own.or(known).unwrap_or_else(|| format!("FUNCTION{id}"));
    let mut inside = String::new();
    for (at, argument) in arguments.iter().enumerate() {
        if at > 0 {
            inside.push(',');
        }
        if inside.len() < MOST {
            inside.push_str(&argument.shown());
        }
    }
    stack.push(Item::expression(format!("{name}({inside})")));
}

fn cell(rest: &[u8], row: usize, column: usize, book: &Book) -> String {
    let mask = if book.wide { 0xFFFF } else { 0x3FFF };
    let row = u32::from(u16_at(rest, row).unwrap_or(0) & mask) + 1;
    let column = u32::from(rest.get(column).copied().unwrap_or(0)) + 1;
    format!("{}{row}", column_name(column))
}

fn area(rest: &[u8], at: usize, book: &Book) -> String {
    let last = if book.wide { at + 6 } else { at + 5 };
    format!("{}:{}", cell(rest, at, at + 4, book), cell(rest, at + 2, last, book))
}
