//! Words that every room shares.
//!
//! Nothing here does I/O, reads a clock or knows a file format. A word belongs here when two rooms that do not
//! know each other need it.

pub mod indicator;
pub mod lang;
pub mod limits;
pub mod marking;
pub mod notice;
pub mod place;
pub mod sensitive;
pub mod surface;

pub use indicator::IndicatorKind;
pub use lang::{Lang, Text};
pub use limits::Limits;
pub use marking::{Pap, Tlp};
pub use notice::{Notice, NoticeCode};
pub use place::{DocumentHead, DocumentKind, Layer, Place};
pub use sensitive::Sensitive;
pub use surface::Surface;
