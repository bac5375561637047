//! Where a value stands in a structured document, with and without indexes.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::Role;

/// A path that grows and shrinks with the walk.
#[derive(Default)]
pub(super) struct Path {
    indexed: String,
    plain: String,
}

/// A place to come back to.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize, usize);

impl Path {
    /// A path that begins at `root`.
    pub(super) fn at(root: &str) -> Self {
        Self { indexed: root.to_owned(), plain: root.to_owned() }
    }

    /// Goes down to a key.
    pub(super) fn key(&mut self, key: &str) -> Mark {
        let mark = self.mark();
        for path in [&mut self.indexed, &mut self.plain] {
            if !path.is_empty() {
                path.push('/');
            }
            path.extend(key.chars().take(200));
        }
        mark
    }

    /// Goes down to an element, counted from 0.
    pub(super) fn index(&mut self, index: usize) -> Mark {
        let mark = self.mark();
        let _ = write!(self.indexed, "[{index}]");
        mark
    }

    /// Comes back.
    pub(super) fn back(&mut self, mark: Mark) {
        self.indexed.truncate(mark.0);
        self.plain.truncate(mark.1);
    }

    const fn mark(&self) -> Mark {
        Mark(self.indexed.len(), self.plain.len())
    }

    /// The place for people.
    pub(super) fn part(&self) -> Arc<str> {
        self.indexed.as_str().into()
    }

    /// The role of a value that stands here.
    pub(super) fn role(&self) -> Role {
        Role::Field(self.plain.as_str().into())
    }
}
