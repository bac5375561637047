use std::io::{Cursor, Write};

/// A file of the fixtures in old formats.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/old").join(name);
    std::fs::read(path).expect("a fixture")
}

/// A compound file written by a foreign implementation.
pub(crate) struct Compound(cfb::CompoundFile<Cursor<Vec<u8>>>);

impl Compound {
    pub(crate) fn new() -> Self {
        Self(cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap())
    }

    /// Adds a stream; the storages of its path are made.
    pub(crate) fn with(mut self, path: &str, bytes: &[u8]) -> Self {
        if let Some((storages, _)) = path.rsplit_once('/') {
            self.0.create_storage_all(format!("/{storages}")).unwrap();
        }
        self.0.create_stream(format!("/{path}")).unwrap().write_all(bytes).unwrap();
        self
    }

    pub(crate) fn bytes(mut self) -> Vec<u8> {
        self.0.flush().unwrap();
        self.0.into_inner().into_inner()
    }
}

/// A property set with texts in a code page.
pub(crate) fn property_set(format: [u8; 4], codepage: u16, texts: &[(u32, &[u8])]) -> Vec<u8> {
    let mut values: Vec<(u32, Vec<u8>)> =
        vec![(1, [2_u32.to_le_bytes(), u32::from(codepage).to_le_bytes()].concat())];
    for (id, text) in texts {
        let mut value = 30_u32.to_le_bytes().to_vec();
        value.extend(u32::try_from(text.len() + 1).unwrap().to_le_bytes());
        value.extend_from_slice(text);
        value.push(0);
        value.resize(value.len().next_multiple_of(4), 0);
        values.push((*id, value));
    }
    let mut section = Vec::new();
    let mut at = 8 + values.len() * 8;
    for (id, value) in &values {
        section.extend(id.to_le_bytes());
        section.extend(u32::try_from(at).unwrap().to_le_bytes());
        at += value.len();
    }
    section.extend(values.iter().flat_map(|(_, value)| value.clone()));
    let mut out = vec![0xFE, 0xFF, 0, 0, 6, 0, 2, 0];
    out.resize(0x18, 0);
    out.extend(1_u32.to_le_bytes());
    out.extend(format);
    out.extend([0; 12]);
    out.extend(0x30_u32.to_le_bytes());
    out.extend(u32::try_from(section.len() + 8).unwrap().to_le_bytes());
    out.extend(u32::try_from(values.len()).unwrap().to_le_bytes());
    out.extend(section);
    out
}

/// The packager's format around a file, with the size before it.
pub(crate) fn native(label: &str, path: &str, data: &[u8]) -> Vec<u8> {
    let narrow = |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let mut body = vec![2, 0];
    for text in [label, path] {
        body.extend(narrow(text));
        body.push(0);
    }
    body.extend([0, 0, 3, 0]);
    let temporary = narrow(path);
    body.extend(u32::try_from(temporary.len() + 1).unwrap().to_le_bytes());
    body.extend(temporary);
    body.push(0);
    body.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    body.extend(data);
    let mut out = u32::try_from(body.len()).unwrap().to_le_bytes().to_vec();
    out.extend(body);
    out
}
