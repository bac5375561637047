//! Values under encodings, through the whole detector.

use noroshi_base::Layer;
use noroshi_detect::What;
use noroshi_read::Role;

use crate::data;

#[track_caller]
fn check(text: &str, value: &str, layers: &[Layer], covered: &str) {
    let detector = data::detector();
    let findings = data::findings(&detector, text, Role::Prose);
    let hit = findings.iter().find(|finding| {
        matches!(&finding.what, What::Indicator(indicator) if indicator.value == value)
            && finding.layers == layers
    });
    let Some(hit) = hit else { panic!("{value} under {layers:?} is not in {findings:?}") };
    assert_eq!(&text[hit.span.clone()], covered);
    assert!(hit.decoded.is_some());
}

#[test]
fn spans_cover_the_encoded_run() {
    let plain = "GET http://evil.com/a HTTP/1.1 from client";
    let once = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, plain);
    let twice = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &once);
    check(&format!("前 {once} 後"), "http://evil.com/a", &[Layer::Base64], &once);
    check(&format!("前 {twice} 後"), "http://evil.com/a", &[Layer::Base64, Layer::Base64], &twice);
    check(
        "a http%253A%252F%252Fevil.com%252Fb c",
        "http://evil.com/b",
        &[Layer::Percent, Layer::Percent],
        "http%253A%252F%252Fevil.com%252Fb",
    );
    check("「evil&#46;com」", "evil.com", &[Layer::Entity], "「evil&#46;com」");
    check("x 192\\x2e0\\x2e2\\x2e7 y", "192.0.2.7", &[Layer::Escape], "192\\x2e0\\x2e2\\x2e7 y");
}

#[test]
fn depth_is_bounded() {
    let mut text = "http://evil.com/path/of/some/length".to_owned();
    for _ in 0..9 {
        text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &text);
    }
    let findings = data::findings(&data::detector(), &text, Role::Prose);
    assert!(findings.iter().all(|finding| finding.layers.len() <= 5), "{findings:?}");
}
