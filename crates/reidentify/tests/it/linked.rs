//! Files as they lie on disk, documents somebody put into a package, and several packages together.

use std::io::Write;
use std::path::Path;

use noroshi_base::Limits;
use noroshi_intake::Material;
use noroshi_read::{Options, Sink};
use noroshi_reidentify::{Channel, Package, package};

use crate::support::{Setup, named, package_folder, standing};

/// Reads in-process; the binary reads foreign formats in a confined child.
fn load(folder: &Path) -> Package {
    let mut reader = |material: &Material, sink: &mut dyn Sink| {
        let bytes = material.blob.read(1 << 24).expect("small files");
        noroshi_read::read(&material.name, material.media, &bytes, &Options::default(), sink);
    };
    package::load(folder, &Limits::default(), &mut reader).expect("a package")
}

/// A copy of the real package in a folder of its own.
fn copy() -> tempfile::TempDir {
    let out = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(package_folder()).expect("the package").flatten() {
        if entry.path().is_file() {
            std::fs::copy(entry.path(), out.path().join(entry.file_name())).expect("a copy");
        }
    }
    out
}

fn zip(parts: &[(&str, &str)], comment: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.set_comment(comment).expect("a short comment");
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(content.as_bytes()).expect("its content");
    }
    writer.finish().expect("a zip").into_inner()
}

#[test]
fn names_properties_comments_and_times_of_files() {
    let folder = copy();
    std::fs::write(folder.path().join("蒼海電機_調査報告.txt"), "nothing").expect("written");
    let core = "<?xml version=\"1.0\"?><cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:creator>AOMI DENKI IT</dc:creator></cp:coreProperties>";
    let parts = [
        ("[Content_Types].xml", "<?xml version=\"1.0\"?><Types/>"),
        ("docProps/core.xml", core),
        ("word/document.xml", "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body/></w:document>"),
    ];
    std::fs::write(folder.path().join("memo.docx"), zip(&parts, "")).expect("written");
    std::fs::write(folder.path().join("samples.zip"), zip(&[("a.txt", "x")], "for aomi-denki.co.jp"))
        .expect("written");
    let setup = Setup::new();
    let report = setup.run_on(&load(folder.path()));
    named(&report, Channel::Metadata, "蒼海電機_調査報告.txt", "蒼海電機");
    named(&report, Channel::Metadata, "memo.docx", "AOMI DENKI");
    named(&report, Channel::Metadata, "samples.zip", "aomi-denki.co.jp");
    assert_eq!((standing(&report).rank, report.refused), (1, true));
    assert!(
        report.traces.iter().any(|piece| piece.file == "memo.docx"),
        "the author is told: {:#?}",
        report.traces
    );
}

#[test]
fn file_times_that_differ_are_told() {
    let folder = copy();
    let file =
        std::fs::File::options().append(true).open(folder.path().join("bundle.json")).expect("the file");
    let day = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    file.set_modified(day).expect("the time is set");
    let report = Setup::new().run_on(&load(folder.path()));
    assert!(report.traces.iter().any(|piece| piece.place == "mtime"), "{:#?}", report.traces);
}

#[test]
fn an_output_folder_is_read_in_its_share() {
    let out = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(out.path().join("share")).expect("made");
    std::fs::create_dir(out.path().join("keep")).expect("made");
    std::fs::write(out.path().join("share/a.md"), "text").expect("written");
    std::fs::write(out.path().join("keep/mapping.json"), "secret").expect("written");
    let package = load(out.path());
    assert_eq!(package.files.iter().map(|file| file.name.as_ref()).collect::<Vec<_>>(), ["a.md"]);
}

#[test]
fn packages_of_one_sender_add_up() {
    let mut setup = Setup::new().plant("summary.ja.md", "[HOST-46] から [PERSON-14] へ。");
    let alone = setup.run();
    let other = Package::from_texts(
        "earlier",
        &[("summary.ja.md", "標的は島根県の電気機械器具製造業。[HOST-46]、[PERSON-14]、従業員約320名。")],
    );
    let stranger = Package::from_texts("unrelated", &[("summary.ja.md", "青森県の病院。")]);
    setup.knowledge.history = vec![other, stranger];
    let report = setup.run();
    assert_eq!(report.links.len(), 1, "only the linked package counts: {:#?}", report.links);
    let link = &report.links[0];
    assert_eq!(link.link.package, "earlier");
    assert!(link.link.pseudonyms.contains(&"[HOST-46]".to_owned()), "{link:#?}");
    assert!(link.leaves.contains(&"蒼海電機株式会社".to_owned()), "{link:#?}");
    let piece = named(&report, Channel::Linkage, "earlier: summary.ja.md", "島根県");
    assert!(piece.why.en.contains("linked package"), "{piece:#?}");
    assert!(standing(&report).bits > standing(&alone).bits + 2.0);
}

#[test]
fn shared_ids_and_indicators_link() {
    let mut setup = Setup::new();
    let text = setup.files.iter().find(|(name, _)| name == "bundle.json").expect("the bundle").1.clone();
    setup.knowledge.history = vec![Package::from_texts("again", &[("bundle.json", &text)])];
    let report = setup.run();
    assert!(
        report.links[0].link.strength > 0.9 && !report.links[0].link.ids.is_empty(),
        "{:#?}",
        report.links
    );
}

#[test]
fn numbers_that_meet_by_chance_link_nothing() {
    // Twenty of ninety numbers each: four or five meet by chance.
    let numbers =
        |from: u64| -> String { (from..from + 20).map(|number| format!("[HOST-{number}] ")).collect() };
    let mut setup = Setup::new().plant("summary.ja.md", &numbers(75));
    setup.knowledge.history = vec![Package::from_texts("other", &[("summary.ja.md", &numbers(59))])];
    let report = setup.run();
    assert_eq!(report.links.len(), 0, "{:#?}", report.links);
}
