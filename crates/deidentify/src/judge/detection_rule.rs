//! Detection rules without the strings that show the victim.

use noroshi_base::IndicatorKind;

use super::hits::Hit;
use crate::token::Tokens;

/// A rule rebuilt without what the hits cover; `None` when its condition would not hold together.
pub(crate) fn rebuild(
    _kind: IndicatorKind,
    _rule: &str,
    _hits: &[Hit],
    _tokens: &mut Tokens<'_>,
) -> Option<String> {
    None
}
