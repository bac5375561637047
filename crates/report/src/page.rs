//! The page around the data.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use noroshi_base::Lang;
use sha2::{Digest, Sha256};

use crate::Run;
use crate::data::Data;
use crate::escape::{ScriptSafe, html};

const STYLE: &str = include_str!("../assets/style.css");
const BODY: &str = include_str!("../assets/body.html");

/// Parts of the one script, in their order; they share one closed scope.
const SCRIPT: &[&str] = &[
    include_str!("../assets/words.js"),
    include_str!("../assets/base.js"),
    include_str!("../assets/list.js"),
    include_str!("../assets/overview.js"),
    include_str!("../assets/held.js"),
    include_str!("../assets/documents.js"),
    include_str!("../assets/findings.js"),
    include_str!("../assets/tokens.js"),
    include_str!("../assets/main.js"),
];

/// Writes the page.
pub(crate) fn write(run: Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let script = script();
    let lang = match run.lang {
        Lang::Ja => "ja",
        Lang::En => "en",
    };
    // Only this script and this style may run; nothing may be loaded from anywhere, whatever the material says.
    write!(
        out,
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{}'; \
         style-src '{}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{BODY}",
        digest(&script),
        digest(STYLE),
        title(run.lang),
    )?;
    if let Some(reason) = run.refused {
        writeln!(
            out,
            "<noscript><p>{}</p><p lang=\"en\">{}</p></noscript>",
            html(&reason.ja),
            html(&reason.en)
        )?;
    }
    out.write_all(b"<script type=\"application/json\" id=\"data\">")?;
    serde_json::to_writer(ScriptSafe::new(out), &Data::new(run))?;
    writeln!(out, "</script>\n<script>{script}</script>\n</body>\n</html>")
}

fn title(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "非特定化の記録（持ち出し禁止）",
        Lang::En => "De-identification record (stays inside)",
    }
}

fn script() -> String {
    let mut script = String::from("(() => {\n\"use strict\";\n");
    SCRIPT.iter().for_each(|part| script.push_str(part));
    script.push_str("})();\n");
    script
}

fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_load_nothing_and_build_no_markup_from_text() {
        let script = script();
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "http://",
            "https://",
            "fetch(",
            "import(",
        ] {
            assert!(!script.contains(word) || word.starts_with("http") && only_svg(&script, word), "{word}");
            assert!(!STYLE.contains(word) && !BODY.contains(word), "{word}");
        }
        for word in ["url(", "@import", "@font-face"] {
            assert!(!STYLE.contains(word), "{word}");
        }
        assert!(!script.contains("</script"));
    }

    #[test]
    fn hostile_material_adds_no_element() {
        let hostile = "</script><script>x()</script><!--<img src=x onerror=x()>\u{202e}\0".to_owned();
        let kept = noroshi_deidentify::Kept {
            mapping: vec![("[HOST-1]".into(), hostile.clone().into())],
            ..noroshi_deidentify::Kept::default()
        };
        let refused = noroshi_base::Text::owned(hostile.clone(), hostile);
        let run = Run {
            draft: None,
            kept: &kept,
            notices: &[],
            refused: Some(&refused),
            lang: Lang::En,
            made_at: "<b>",
        };
        let mut out = Vec::new();
        write(run, &mut out).expect("a vector takes everything");
        let page = String::from_utf8(out).expect("UTF-8");
        assert_eq!(page.matches("<script").count(), 2);
        assert_eq!(page.matches("</script").count(), 2);
        assert!(
            !page.contains("<img") && !page.contains("<!--") && !page.contains("<b>") && !page.contains('\0')
        );
    }

    /// The SVG namespace is a name, not an address.
    fn only_svg(script: &str, scheme: &str) -> bool {
        script.match_indices(scheme).all(|(at, _)| script[at..].starts_with("http://www.w3.org/2000/svg"))
    }
}
