//! STIX 2.1 as it goes over the wire: objects, bundles, patterns. Knows nothing of Noroshi.
//!
//! In: values and identifiers of the caller, who also brings clock and randomness. Out: serde types whose JSON follows
//! the OASIS schemas, and pattern text that the OASIS grammar accepts.

pub mod bundle;
pub mod id;
pub mod object;
pub mod observable;
pub mod pattern;
pub mod timestamp;

pub use bundle::BundleWriter;
pub use id::Id;
pub use object::{Common, ExternalReference, KillChainPhase, Object};
pub use observable::Observable;
pub use timestamp::Timestamp;

/// Version that every object names.
pub const SPEC_VERSION: &str = "2.1";
