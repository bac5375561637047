//! What can go wrong with a request, with the exit code it means.

use noroshi_base::Text;

/// An error that ends a use case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The request itself is wrong (exit code 2).
    #[error("{}", .0.en)]
    Usage(Text),
    /// Nothing was released (exit code 1).
    #[error("{}", .0.en)]
    Refused(Text),
    /// The station's own disk failed (exit code 1).
    #[error("{}", .0.en)]
    Io(Text),
}

impl Error {
    /// Exit code of the command.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Refused(_) | Self::Io(_) => 1,
        }
    }

    /// Text for people.
    pub const fn text(&self) -> &Text {
        match self {
            Self::Usage(text) | Self::Refused(text) | Self::Io(text) => text,
        }
    }

    /// An error of the disk at a path of the station.
    pub fn io(path: &std::path::Path, error: &std::io::Error) -> Self {
        let path = path.display();
        Self::Io(Text::owned(format!("{path}: 読み書きできません ({error})"), format!("{path}: {error}")))
    }
}
