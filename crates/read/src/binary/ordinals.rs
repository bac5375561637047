//! Names of functions that programs import by number.

use std::collections::HashMap;
use std::sync::LazyLock;

type Names = HashMap<&'static str, HashMap<u16, &'static str>>;

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let lines: Vec<&str> =
        include_str!("ordinals.txt").lines().filter(|line| !line.starts_with('#')).collect();
    lines.chunks(2).filter_map(|pair| Some((*pair.first()?, entries(pair.get(1)?)))).collect()
});

fn entries(line: &'static str) -> HashMap<u16, &'static str> {
    let pairs = line.split(' ').filter_map(|entry| entry.split_once('='));
    pairs.filter_map(|(number, name)| Some((number.parse().ok()?, name))).collect()
}

/// Lower-case name of a function; `ord<number>` where it has none.
pub(super) fn name(library: &str, number: u16) -> String {
    let known = NAMES.get(library).and_then(|names| names.get(&number));
    known.map_or_else(|| format!("ord{number}"), |name| (*name).to_owned())
}
