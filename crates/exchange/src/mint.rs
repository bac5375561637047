//! New identifiers out of the caller's randomness; none is ever derived from a value.

use noroshi_stix::Id;
use rand::RngCore;
use uuid::Uuid;

/// Source of new identifiers.
pub(crate) struct Mint<'a>(&'a mut dyn RngCore);

impl<'a> Mint<'a> {
    pub(crate) fn new(rng: &'a mut dyn RngCore) -> Self {
        Self(rng)
    }

    /// A new UUIDv4.
    pub(crate) fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A new STIX identifier.
    pub(crate) fn id(&mut self, kind: &'static str) -> Id {
        Id::new(kind, self.uuid())
    }
}
