//! Room 7 against independent implementations.

mod drafts;
mod extract;
mod oracle;
mod package;
mod props;
