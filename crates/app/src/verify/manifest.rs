//! Whether the files of a package are the ones its manifest names.

use std::io::{self, BufReader, Read};

use noroshi_base::Text;
use noroshi_deidentify::Package;
use serde::Deserialize;
use sha2::{Digest, Sha256};

const NAME: &str = "manifest.json";

#[derive(Deserialize)]
struct Manifest {
    files: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    sha256: String,
}

/// Names every file that is missing, changed or not in the manifest.
pub(super) fn check(package: &impl Package) -> io::Result<Vec<Text>> {
    let names = package.names();
    if !names.iter().any(|name| name == NAME) {
        return Ok(vec![Text::fixed("目録がありません", "there is no manifest")]);
    }
    let Ok(manifest) = serde_json::from_reader::<_, Manifest>(BufReader::new(package.open(NAME)?)) else {
        return Ok(vec![Text::fixed("目録を読めません", "the manifest cannot be read")]);
    };
    let mut problems = Vec::new();
    for entry in &manifest.files {
        if !names.contains(&entry.name) {
            problems.push(about(&entry.name, "がありません", "is missing"));
        } else if hex(package.open(&entry.name)?)? != entry.sha256.to_ascii_lowercase() {
            problems.push(about(&entry.name, "が目録と一致しません", "differs from the manifest"));
        }
    }
    for name in names.iter().filter(|name| *name != NAME) {
        if !manifest.files.iter().any(|entry| entry.name == *name) {
            problems.push(about(name, "は目録にありません", "is not in the manifest"));
        }
    }
    Ok(problems)
}

fn about(name: &str, ja: &str, en: &str) -> Text {
    Text::owned(format!("{name} {ja}"), format!("{name} {en}"))
}

fn hex(mut source: impl Read) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut block = vec![0; 64 << 10];
    loop {
        match source.read(&mut block)? {
            0 => return Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            count => digest.update(block.get(..count).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use noroshi_deidentify::RenderedFile;

    fn file(name: &str, text: &str) -> RenderedFile {
        RenderedFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn changed_missing_and_foreign_files_are_named() {
        let digest = hex(&b"a"[..]).expect("a slice is read");
        let manifest = format!(
            r#"{{"files":[{{"name":"a","sha256":"{digest}"}},{{"name":"b","sha256":"{digest}"}},{{"name":"c","sha256":"00"}}]}}"#
        );
        let files = vec![file(NAME, &manifest), file("a", "a"), file("b", "changed"), file("d", "new")];
        let said: Vec<_> = check(&files).expect("read").iter().map(|text| text.en.to_string()).collect();
        assert_eq!(said, ["b differs from the manifest", "c is missing", "d is not in the manifest"]);
    }

    #[test]
    fn a_package_without_manifest_is_said() {
        assert_eq!(check(&vec![file("a", "a")]).expect("read").len(), 1);
    }
}
