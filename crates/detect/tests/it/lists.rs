//! Values one under the other are values of their own, however well they would go together.

use noroshi_base::IndicatorKind as Kind;

use crate::data;

#[test]
fn lists_are_not_read_as_wrapped_text() {
    let long = "a".repeat(40);
    let lists: &[(&str, &[&str])] = &[
        (
            "azureonlinecloud.com,hostname,attack on 3CX\nakamaicontainer.com,hostname,attack on 3CX\n",
            &["akamaicontainer.com", "azureonlinecloud.com"],
        ),
        ("# Cluster 10\r\ndesandra.ru\r\nvotifa.ru\r\n", &["desandra.ru", "votifa.ru"]),
        ("type,indicator\nevil.example.com,x\n", &["evil.example.com"]),
        ("It was seen in two campaigns.\n    mailuxe.net\n", &["mailuxe.net"]),
        ("2wsxzaq1\n321321\n333333\n336699\n33ip.com\n", &["33ip.com"]),
        ("C2 of an older analysis.\nid of the sample: 3\n", &[]),
    ];
    let detector = data::detector();
    for (text, domains) in lists {
        let mut found: Vec<String> = data::indicators(&detector, text)
            .into_iter()
            .filter(|(kind, _)| *kind == Kind::Domain)
            .map(|(_, value)| value)
            .collect();
        found.sort();
        assert_eq!(&found, domains, "{text}");
    }
    let urls =
        format!("http://evil.example/{long}.php?clickid=e8f3c1\n2018-06-11 - other.example/{long}.php\n");
    let found = data::indicators(&detector, &urls);
    assert!(
        found.contains(&(Kind::Url, format!("http://evil.example/{long}.php?clickid=e8f3c1"))),
        "{found:?}"
    );
}
