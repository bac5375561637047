//! Planted secrets, names and internal things, and noise that must stay.

use std::sync::{Arc, OnceLock};

use noroshi_base::{DocumentHead, DocumentKind};
use noroshi_profile::IdentifierKind;
use noroshi_read::Role;
use noroshi_reference::Reference;

use super::Finder;
use crate::What;

fn look_as(text: &str, role: &Role) -> Vec<(IdentifierKind, String, &'static str)> {
    static FINDER: OnceLock<Finder> = OnceLock::new();
    let finder = FINDER.get_or_init(|| Finder::new(Reference::embedded(), None));
    let head = DocumentHead { material: Arc::from("t"), kind: DocumentKind::Prose, media: Arc::from("text") };
    let mut out = Vec::new();
    finder.text(&head, text, role, &mut out);
    out.into_iter()
        .map(|finding| {
            let What::Identifier(identifier) = finding.what else { unreachable!() };
            (identifier.kind, text[finding.span].to_owned(), finding.rule)
        })
        .collect()
}

fn look(text: &str) -> Vec<(IdentifierKind, String, &'static str)> {
    look_as(text, &Role::Prose)
}

/// A line and the secret in it.
const SECRETS: &[(&str, &str)] = &[
    (r"net use \\FS01\share Winter2024! /user:CORP\adm_k", "Winter2024!"),
    (r"net use Z: \\10.0.0.5\c$ /user:CORP\svc P@ssw0rd1", "P@ssw0rd1"),
    (r"cmdkey /add:fs01 /user:CORP\svc /pass:Hunter#22", "Hunter#22"),
    (r"psexec \\10.1.1.5 -u CORP\adm -p Zaq12wsx cmd.exe", "Zaq12wsx"),
    (r#"wmic /node:10.0.0.9 /user:adm /password:"Qwerty!9" process call create"#, "Qwerty!9"),
    ("sshpass -p 'tOmcat99' ssh root@host", "tOmcat99"),
    ("curl -u admin:S3cretPw https://x.example/", "S3cretPw"),
    ("Authorization: Basic c2F0bzpQQHNz", "c2F0bzpQQHNz"),
    ("ftp://backup:Bk2024pw@ftp.example.net/", "Bk2024pw"),
    (
        "Administrator:500:aad3b435b51404eeaad3b435b51404ee:31d6cfe0d16ae931b73c59d7e0c089c0:::",
        "31d6cfe0d16ae931b73c59d7e0c089c0",
    ),
    (
        "$krb5tgs$23$*svc$CORP$x*$a1b2c3d4e5f60718$00112233",
        "$krb5tgs$23$*svc$CORP$x*$a1b2c3d4e5f60718$00112233",
    ),
    ("\t * Password : Sakura!2024", "Sakura!2024"),
    ("\t * NTLM     : 31d6cfe0d16ae931b73c59d7e0c089c0", "31d6cfe0d16ae931b73c59d7e0c089c0"),
    (
        r#"<Properties cpassword="j1Uyj3Vx8TY9LtLZil2uAuZkFQA/4latT76ZwgdHdhw" />"#,
        "j1Uyj3Vx8TY9LtLZil2uAuZkFQA/4latT76ZwgdHdhw",
    ),
    ("パスワード: Natsu2024#", "Natsu2024#"),
    ("パスワードは「hr-4473」です", "hr-4473"),
    ("PW: abc!2345", "abc!2345"),
    ("ID/PW: tanaka / Aki#2023", "Aki#2023"),
    ("Server=db01;User Id=sa;Password=Dbp@ss1;Encrypt=no", "Dbp@ss1"),
    ("pre-shared-key ascii-text \"VpnKey!77\"", "VpnKey!77"),
    ("事前共有鍵: k7Yh2pQzz", "k7Yh2pQzz"),
    ("snmp-server community s3cr3tRO ro", "s3cr3tRO"),
    (
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAxxxxyyyyzzzz0123456789abcdefghij\n-----END RSA PRIVATE KEY-----",
        "MIIEpAIBAAKCAQEAxxxxyyyyzzzz0123456789abcdefghij",
    ),
    ("aws_access_key_id = AKIAQWERTYUIOPASDFGH", "AKIAQWERTYUIOPASDFGH"),
    ("token ghp_0123456789abcdefghijABCDEFGHIJ456789", "ghp_0123456789abcdefghijABCDEFGHIJ456789"),
    ("xoxb-123456789012-abcdefghijklmnop", "xoxb-123456789012-abcdefghijklmnop"),
    (
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123_-",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF123_-",
    ),
    ("Cookie: PHPSESSID=8f7d0c2b1a; lang=ja", "PHPSESSID=8f7d0c2b1a"),
    (
        "aes256_hmac       4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b",
        "4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b",
    ),
    (r#"$s = ConvertTo-SecureString "Haru2025!" -AsPlainText -Force"#, "Haru2025!"),
    ("mysql -u root -pR00tPass db", "R00tPass"),
    ("<AdministratorPassword><Value>UABhAHMAcwA=</Value>", "UABhAHMAcwA="),
    (
        "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=abcd0123456789ABCDEFGHIJKLMN==;",
        "abcd0123456789ABCDEFGHIJKLMN==",
    ),
    ("net user backup_adm Fuyu!2022 /add", "Fuyu!2022"),
    ("secretsdump.py corp/adm:Kumo#11@10.0.0.5", "Kumo#11"),
    ("cmdkey /add:srv /user:adm /pass \"Kumo 11\"", "Kumo 11"),
    ("psexec \\\\srv -u adm -pKumo#11 cmd", "Kumo#11"),
    ("smbexec.py corp/adm:'Kumo@11'@10.0.0.5", "Kumo@11"),
    ("(Unknown User):Kumo-1119", "Kumo-1119"),
    ("SMB 10.0.0.5 445 DC [+] corp.lan\\adm:Kumo#11 (Pwn3d!)", "Kumo#11"),
    ("evil-winrm -i 10.0.0.5 -u adm -H 8846f7eaee8fb117ad06bdd830b7586c", "8846f7eaee8fb117ad06bdd830b7586c"),
    ("添付の PW は kumo-kumo-1 です", "kumo-kumo-1"),
    ("set psksecret ENC 7Lw0qk2Vd9sYtXb3", "7Lw0qk2Vd9sYtXb3"),
    ("パスワードは下記です。\n Kumo_11\n", "Kumo_11"),
    ("The password is as follows:\n\n> Kumo_11\n", "Kumo_11"),
    ("Basic 認証は taro:Kumo-1119 と復号された", "Kumo-1119"),
    ("decoded: taro:Kumo-1119", "Kumo-1119"),
    ("net use Y: /user:corp\\adm \\\\nas\\b Kumo-55", "Kumo-55"),
    ("ZIPのパスワードは、Kumo-2024 でした。", "Kumo-2024"),
    ("$p='Kumo-1119';net use z: \\\\s\\d $p", "Kumo-1119"),
    ("password 51:b:01000000D08C9DDF0115D111", "01000000D08C9DDF0115D111"),
    ("username admin privilege 15 secret 5 $1$abcd$abcdefghijklmnop", "$1$abcd$abcdefghijklmnop"),
    (
        "root:$6$saltsalt$abcdefghijklmnopqrstuvwxyz:19000:0:99999:7:::",
        "$6$saltsalt$abcdefghijklmnopqrstuvwxyz",
    ),
    ("The password is Tsuki-9931.", "Tsuki-9931"),
    (r"echo P4ssw0rd! | runas /user:CORP\adm cmd", "P4ssw0rd!"),
    (
        "svc::CORP:1122334455667788:00112233445566778899aabbccddeeff:0101000000000000aabb",
        "00112233445566778899aabbccddeeff",
    ),
];

#[test]
fn planted_secrets_are_found() {
    let missed: Vec<_> = SECRETS
        .iter()
        .filter(|(line, secret)| {
            !look(line).iter().any(|(kind, text, _)| {
                *kind == IdentifierKind::Secret
                    && (text.contains(secret)
                        || secret.contains(text.as_str()) && text.len() + 2 >= secret.len())
            })
        })
        .map(|(line, _)| (line, look(line)))
        .collect();
    assert!(missed.is_empty(), "{} of {} missed: {missed:#?}", missed.len(), SECRETS.len());
}

/// Lines without anything to protect.
const NOISE: &[&str] = &[
    "The password is stored in the registry and the user is asked for it.",
    "Archive password: infected",
    "It steals passwords, cookies and session tokens from browsers.",
    "SHA256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "key=value pairs are parsed; password=<password> is replaced",
    "net use is used to mount shares (T1021.002)",
    "パスワードを窃取し、外部に送信する。",
    "攻撃者は多様な手法を用い、同様の仕様でお客様を狙う。",
    "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
    "NT AUTHORITY\\SYSTEM runs C:\\Windows\\System32\\cmd.exe",
    "C:\\Users\\Public\\a.exe and %APPDATA%\\b.dll",
    "version 10.0.19045 and 1.10.2.3.4",
    "CVE-2024-12345 MS17-010 UTF-8 SHA-256 AES-256",
    "https://www.jpcert.or.jp/ and 8.8.8.8",
    "d41d8cd98f00b204e9800998ecf8427e",
    "国立大学や病院、銀行などの重要インフラ",
    "Microsoft Corporation, Trend Micro Inc. and ESET published a report.",
    "2024-03-11 10:00:05 GET /index.html 200",
    "LockBit 3.0 and Cobalt Strike",
    "株式会社などの法人",
];

#[test]
fn noise_is_left_alone() {
    let found: Vec<_> =
        NOISE.iter().map(|line| (line, look(line))).filter(|(_, found)| !found.is_empty()).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// A line, a kind, and the part that must be covered.
const OTHERS: &[(&str, IdentifierKind, &str)] = &[
    ("連絡先は t.sato@misaki-gas.example です", IdentifierKind::Email, "t.sato@misaki-gas.example"),
    ("info[at]pay-notice[.]example[.]net", IdentifierKind::Email, "info[at]pay-notice[.]example[.]net"),
    (
        "ｔ．ｓａｔｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ",
        IdentifierKind::Email,
        "ｔ．ｓａｔｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ",
    ),
    ("電話 03-1234-5678 まで", IdentifierKind::Phone, "03-1234-5678"),
    ("０９０－１２３４－５６７８", IdentifierKind::Phone, "０９０－１２３４－５６７８"),
    ("(052)123-4567", IdentifierKind::Phone, "(052)123-4567"),
    ("+81-90-1234-5678", IdentifierKind::Phone, "+81-90-1234-5678"),
    ("TEL: +1 (415) 555-0132", IdentifierKind::Phone, "+1 (415) 555-0132"),
    ("愛知県名古屋市中区三の丸3-1-2", IdentifierKind::PostalAddress, "愛知県名古屋市中区三の丸3-1-2"),
    ("東京都千代田区霞が関一丁目3番1号", IdentifierKind::PostalAddress, "東京都千代田区霞が関一丁目3番1号"),
    ("〒690-8501", IdentifierKind::PostalAddress, "〒690-8501"),
    ("法人番号 7000012050002", IdentifierKind::RegistryNumber, "7000012050002"),
    ("取引先の三崎ガス製造株式会社から", IdentifierKind::ThirdParty, "三崎ガス製造株式会社"),
    ("株式会社白瀬電子の", IdentifierKind::ThirdParty, "株式会社白瀬電子"),
    ("㈱白瀬電子", IdentifierKind::ThirdParty, "㈱白瀬電子"),
    ("みなと坂大学と白浜中央病院", IdentifierKind::ThirdParty, "白浜中央病院"),
    ("from Shirase Denshi Co., Ltd. in May", IdentifierKind::ThirdParty, "Shirase Denshi Co., Ltd"),
    ("佐藤様からの連絡", IdentifierKind::Person, "佐藤"),
    ("林様が", IdentifierKind::Person, "林"),
    ("情報システム部の田中部長", IdentifierKind::Person, "田中"),
    ("担当：鈴木一郎", IdentifierKind::Person, "鈴木一郎"),
    ("氏名: 渡辺 真理", IdentifierKind::Person, "渡辺 真理"),
    ("Author: Hanako Suzuki", IdentifierKind::Person, "Hanako Suzuki"),
    ("白瀬電子の佐々木です。", IdentifierKind::Person, "佐々木"),
    ("Dear Mr. Tanaka,", IdentifierKind::Person, "Tanaka"),
    ("Best regards,\nHanako Suzuki\n", IdentifierKind::Person, "Hanako Suzuki"),
    ("src 10.20.3.44 -> 198.51.100.4", IdentifierKind::InternalAddress, "10.20.3.44"),
    ("192[.]168[.]1[.]20/24", IdentifierKind::InternalAddress, "192[.]168[.]1[.]20/24"),
    ("fe80::1ff:fe23:4567:890a", IdentifierKind::InternalAddress, "fe80::1ff:fe23:4567:890a"),
    ("100.64.3.9", IdentifierKind::InternalAddress, "100.64.3.9"),
    ("fs01.misaki.local", IdentifierKind::InternalHost, "fs01.misaki.local"),
    ("http://portal.misaki.corp/hr", IdentifierKind::InternalHost, "portal.misaki.corp"),
    (r"\\FS01\設計\a.xlsx", IdentifierKind::InternalHost, "FS01"),
    (r"\\FS01\設計\a.xlsx", IdentifierKind::InternalHost, "設計"),
    (r"図面は \\FS01\開発\新製品\構想.dwgから流出", IdentifierKind::InternalHost, "構想.dwg"),
    (r"\\FS01\開発\新製品\構想.dwg", IdentifierKind::InternalHost, "新製品"),
    ("host PC-0231 and", IdentifierKind::InternalHost, "PC-0231"),
    ("DESKTOP-AB12CD3", IdentifierKind::InternalHost, "DESKTOP-AB12CD3"),
    ("TKY-SRV02", IdentifierKind::InternalHost, "TKY-SRV02"),
    (r"MISAKI\t.sato logged on", IdentifierKind::AdDomain, "MISAKI"),
    (r"MISAKI\t.sato logged on", IdentifierKind::User, "t.sato"),
    ("業者アカウント maint-kumo で侵入", IdentifierKind::User, "maint-kumo"),
    ("ユーザー名「t_sato」を", IdentifierKind::User, "t_sato"),
    (r"C:\Users\hanako.s\AppData\Roaming\x.exe", IdentifierKind::User, "hanako.s"),
    ("/home/hsuzuki/.ssh", IdentifierKind::User, "hsuzuki"),
    (
        "S-1-5-21-1234567890-2345678901-3456789012-1104",
        IdentifierKind::MachineId,
        "S-1-5-21-1234567890-2345678901-3456789012-1104",
    ),
    (
        "MachineGuid REG_SZ 6f1c2a3b-1111-2222-3333-444455556666",
        IdentifierKind::MachineId,
        "6f1c2a3b-1111-2222-3333-444455556666",
    ),
];

#[test]
fn others_are_protected() {
    let missed: Vec<_> = OTHERS
        .iter()
        .filter(|(line, kind, part)| {
            !look(line).iter().any(|(found, text, _)| found == kind && text.contains(part))
        })
        .map(|(line, kind, part)| (kind, part, look(line)))
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn heads_of_columns_tell_their_cells() {
    let table = "ID\tユーザ名\t氏名\t初期パスワード\t備考\n1\tt_sato7\t佐藤太郎\tInu-inu44\t退職\n2\tkondo\t近藤 花\tpassword\t\n";
    let found = look_as(table, &Role::Cell);
    for (kind, text) in [
        (IdentifierKind::User, "t_sato7"),
        (IdentifierKind::User, "kondo"),
        (IdentifierKind::Person, "佐藤太郎"),
        (IdentifierKind::Person, "近藤 花"),
        (IdentifierKind::Secret, "Inu-inu44"),
    ] {
        assert!(found.iter().any(|one| one.0 == kind && one.1 == text), "{text}: {found:?}");
    }
    assert!(!found.iter().any(|one| one.1 == "password"), "{found:?}");
    let log = "date\tip\tpassword reset count\n2024\t198.51.100.2\tnone\n";
    assert!(look_as(log, &Role::Cell).iter().all(|one| one.0 != IdentifierKind::Secret));
}

#[test]
fn roles_tell_people() {
    let author = look_as("佐藤太郎", &Role::Property(Arc::from("lastModifiedBy")));
    assert!(author.iter().any(|(kind, text, _)| *kind == IdentifierKind::Person && text == "佐藤太郎"));
    assert!(look_as("Microsoft Office User", &Role::Property(Arc::from("creator"))).is_empty());
    let to =
        look_as("\"山田 花子\" <h@x.example>, Taro Suzuki <t@x.example>", &Role::Header(Arc::from("to")));
    for name in ["山田 花子", "Taro Suzuki"] {
        assert!(to.iter().any(|(kind, text, _)| *kind == IdentifierKind::Person && text == name), "{to:?}");
    }
}

#[test]
fn every_pattern_compiles() {
    for rule in super::secret_rules::RULES {
        assert!(super::secret::compile(rule.pattern).is_some(), "{}", rule.id);
    }
}
