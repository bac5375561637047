//! Embedded objects and pictures: from digits to files.

use crate::Role;
use crate::emit::{Emit, safe_name};
use crate::ole::native::{self, Object};

/// Data of an object or a picture.
pub(super) struct Embedded {
    /// Whether it is a picture.
    pub(super) picture: bool,
    /// The bytes so far.
    pub(super) data: Vec<u8>,
    /// The first digit of a byte.
    pub(super) half: Option<u8>,
}

impl Embedded {
    /// A digit; anything else is passed over, as Word does.
    pub(super) fn digit(&mut self, byte: u8) {
        let Some(digit) = char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else {
            return;
        };
        match self.half.take() {
            Some(high) => self.data.push(high << 4 | digit),
            None => self.half = Some(digit),
        }
    }
}

/// Hands on what is inside.
pub(super) fn hand_on(place: &str, embedded: &Embedded, emit: &mut Emit<'_>) {
    let data = embedded.data.as_slice();
    if embedded.picture {
        emit.child(&format!("{place} picture.bin"), data);
        return;
    }
    let Some(object) = Object::read(data) else {
        emit.child(&format!("{place}.bin"), data);
        return;
    };
    let property = |name: &str| Role::Property(name.into());
    emit.text(format!("{place} class"), property("ObjectClass"), object.class.as_str());
    for name in &object.names {
        emit.text(format!("name of {place}"), Role::Name, name.as_str());
    }
    if !object.whole {
        emit.malformed(place, "埋め込みオブジェクトが途中で切れています", "an embedded object is cut off");
    }
    let packed = object.class.eq_ignore_ascii_case("Package") && native::package(place, object.data, emit);
    if !packed && !object.data.is_empty() {
        let class = safe_name(&object.class, "object");
        emit.child(&format!("{place} {class}.bin"), object.data);
    }
    // Exploits keep their code behind the object.
    if object.rest.len() > 16 {
        emit.child(&format!("{place} rest.bin"), object.rest);
    }
}
