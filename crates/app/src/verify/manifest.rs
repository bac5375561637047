//! Whether the files of a package are the ones its manifest names.

use noroshi_base::Text;
use noroshi_deidentify::RenderedFile;
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
pub(super) fn check(files: &[RenderedFile]) -> Vec<Text> {
    let Some(own) = files.iter().find(|file| file.name == NAME) else {
        return vec![Text::fixed("目録がありません", "there is no manifest")];
    };
    let Ok(manifest) = serde_json::from_slice::<Manifest>(&own.bytes) else {
        return vec![Text::fixed("目録を読めません", "the manifest cannot be read")];
    };
    let mut problems = Vec::new();
    for entry in &manifest.files {
        match files.iter().find(|file| file.name == entry.name) {
            None => problems.push(about(&entry.name, "がありません", "is missing")),
            Some(file) if hex(&file.bytes) != entry.sha256.to_ascii_lowercase() => {
                problems.push(about(&entry.name, "が目録と一致しません", "differs from the manifest"));
            }
            Some(_) => {}
        }
    }
    for file in files.iter().filter(|file| file.name != NAME) {
        if !manifest.files.iter().any(|entry| entry.name == file.name) {
            problems.push(about(&file.name, "は目録にありません", "is not in the manifest"));
        }
    }
    problems
}

fn about(name: &str, ja: &str, en: &str) -> Text {
    Text::owned(format!("{name} {ja}"), format!("{name} {en}"))
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> RenderedFile {
        RenderedFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn changed_missing_and_foreign_files_are_named() {
        let digest = hex(b"a");
        let manifest = format!(
            r#"{{"files":[{{"name":"a","sha256":"{digest}"}},{{"name":"b","sha256":"{digest}"}},{{"name":"c","sha256":"00"}}]}}"#
        );
        let files = [file(NAME, &manifest), file("a", "a"), file("b", "changed"), file("d", "new")];
        let said: Vec<_> = check(&files).iter().map(|text| text.en.to_string()).collect();
        assert_eq!(said, ["b differs from the manifest", "c is missing", "d is not in the manifest"]);
    }

    #[test]
    fn a_package_without_manifest_is_said() {
        assert_eq!(check(&[file("a", "a")]).len(), 1);
    }
}
