use noroshi_intake::Media;

use crate::Role;
use crate::emit::tests::{hear, torture};

const JIS_SUBJECT: &str = "=?ISO-2022-JP?B?GyRCQXMzJEVFNSEbKEI=?=";

fn sample() -> Vec<u8> {
    let inner = "From: inner@evil.example\r\nSubject: inner\r\n\r\ninner body http://in.example/\r\n";
    let mut mail = format!(
        "Received: from mx.evil.example (mx.evil.example [198.51.100.7])\r\n\tby mail.aomi-denki.co.jp; Tue, 6 Jan 2026 10:00:00 +0900\r\n\
         Received: from localhost by mx.evil.example\r\n\
         From: {JIS_SUBJECT} <a@evil.example>\r\nTo: yamada@aomi-denki.co.jp\r\nSubject: {JIS_SUBJECT}\r\n\
         X-Custom: one\r\n two\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\nhidden preamble 蒼海\r\n--b1\r\n\
         Content-Type: multipart/alternative; boundary=b2\r\n\r\n\
         --b2\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\r\n"
    )
    .into_bytes();
    mail.extend(encoding_rs::ISO_2022_JP.encode("山田様\r\n請求書です\r\n").0.iter());
    mail.extend_from_slice(
        b"\r\n--b2\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
          <p>click <a href=3D\"http://evil.example/x\">here</a></p>\r\n--b2--\r\n\
          --b1\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\
          Content-Disposition: attachment;\r\n filename*=UTF-8''%E8%AB%8B%E6%B1%82%E6%9B%B8.zip\r\n\r\nUEsDBAo=\r\n\
          --b1\r\nContent-Type: text/plain; name=log.txt\r\n\r\nlog line\r\n\
          --b1\r\nContent-Type: message/rfc822\r\n\r\n",
    );
    mail.extend_from_slice(inner.as_bytes());
    mail.extend_from_slice(b"\r\n--b1--\r\nepilogue text\r\n");
    mail
}

#[test]
fn a_mail_gives_everything_it_holds() {
    let heard = hear("m.eml", Media::Mail, &sample());
    assert_eq!(heard.part("header subject"), ["蒼海電機"]);
    assert_eq!(heard.part("header from"), ["蒼海電機 <a@evil.example>"]);
    assert_eq!(heard.part("header received").len(), 2);
    assert_eq!(heard.part("header x-custom"), ["one two"]);
    assert!(heard.passages.iter().any(|p| p.role == Role::Header("to".into())));
    assert_eq!(heard.part("body")[0].trim(), "山田様\r\n請求書です");
    assert!(heard.all().contains("click here"));
    assert!(heard.all().contains("http://evil.example/x"));
    assert_eq!(heard.role(&Role::Name), ["請求書.zip", "log.txt"]);
    assert!(heard.role(&Role::Hidden).contains(&"hidden preamble 蒼海"), "{:?}", heard.role(&Role::Hidden));
    assert!(heard.role(&Role::Hidden).iter().any(|t| t.contains("epilogue text")));
    let names: Vec<&str> = heard.children.iter().map(|c| c.0.as_str()).collect();
    assert_eq!(names[..2], ["請求書.zip", "log.txt"]);
    assert_eq!(heard.children[0].1, b"PK\x03\x04\x0a");
    assert!(names[2].ends_with(".eml"));
    assert!(
        heard.children[2].1.starts_with(b"From: inner@evil.example"),
        "{:?}",
        String::from_utf8_lossy(&heard.children[2].1)
    );
    assert!(heard.notices.is_empty());
}

#[test]
fn broken_base64_still_gives_its_text() {
    let mail = b"Subject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\naHR0cDovL2V2aWwuZXhhbXBsZS94\n!!!\nIA";
    let heard = hear("m.eml", Media::Mail, mail);
    assert!(heard.all().contains("http://evil.example/x"), "{}", heard.all());
}

#[test]
fn a_mailbox_is_split() {
    let mbox = b"From a@b Tue Jan  6 10:00:00 2026\nSubject: 1\n\nhello\n>From here\nFrom time to time\n\nFrom c@d Tue Jan  6 11:00:00 2026\nSubject: 2\n\nbye\n";
    let heard = hear("box.mbox", Media::Mbox, mbox);
    let names: Vec<&str> = heard.children.iter().map(|c| c.0.as_str()).collect();
    assert_eq!(names, ["mail 1.eml", "mail 2.eml"]);
    assert_eq!(heard.children[0].1, b"Subject: 1\n\nhello\nFrom here\nFrom time to time\n\n");
}

#[test]
fn hostile_mails_do_not_panic() {
    torture("m.eml", Media::Mail, &sample());
    let nested = "Content-Type: message/rfc822\n\n".repeat(100_000);
    let heard = hear("n.eml", Media::Mail, nested.as_bytes());
    assert!(!heard.notices.is_empty());
    hear(
        "b.eml",
        Media::Mail,
        "Content-Type: multipart/mixed; boundary=a\n\n--a\n".repeat(20_000).as_bytes(),
    );
    hear("w.eml", Media::Mail, format!("Subject: {}", "=?a?b?x".repeat(200_000)).as_bytes());
}
#[test]
fn a_lying_or_missing_charset_is_detected() {
    let mut mail = b"Subject: x\nContent-Type: text/plain; charset=us-ascii\n\n".to_vec();
    mail.extend(encoding_rs::SHIFT_JIS.encode("蒼海電機株式会社の山田です。よろしくお願いします。").0.iter());
    let heard = hear("m.eml", Media::Mail, &mail);
    assert!(heard.all().contains("蒼海電機株式会社"), "{}", heard.all());
}
