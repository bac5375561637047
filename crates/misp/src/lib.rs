//! MISP core format as it goes over the wire: events, attributes, tags. Knows nothing of Noroshi.
//!
//! In: values of the caller, who also brings clock and randomness. Out: serde types whose JSON a MISP imports.

pub mod event;
pub mod types;

pub use event::{Attribute, Event, EventReport, EventWriter, Org, Tag};
pub use types::{TypeInfo, describe};
