//! What is found, text by text.

use noroshi_read::Role;
use noroshi_reference::Reference;

use super::{Finder, Scratch};
use crate::What;

/// Kinds and values found in one text, in order.
fn found(text: &str, role: &Role) -> Vec<String> {
    let mut out = Vec::new();
    finder().text(text, role, &mut Scratch::default(), &mut out);
    out.sort_by_key(|finding| finding.span.start);
    out.dedup();
    out.iter()
        .map(|finding| match &finding.what {
            What::Indicator(indicator) => format!("{} {}", indicator.kind.key(), indicator.value),
            What::Identifier(_) => "identifier".to_owned(),
        })
        .collect()
}

fn finder() -> &'static Finder {
    static FINDER: std::sync::OnceLock<Finder> = std::sync::OnceLock::new();
    FINDER.get_or_init(|| Finder::new(Reference::embedded()))
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(found(text, &Role::Prose), expected, "in {text:?}");
}

#[test]
fn addresses() {
    check("C2 is 192.0.2.7.", &["ipv4 192.0.2.7"]);
    check("検体は192.0.2.7に接続", &["ipv4 192.0.2.7"]);
    check("C2 is 45.77.12[.]34:8443/tcp.", &["ipv4 45.77.12.34", "port 8443/tcp"]);
    check(
        "C2 is evil-dom.com:443/HTTPS or evil-dom.com/tcp",
        &["domain evil-dom.com", "port 443", "domain evil-dom.com"],
    );
    check("get 45.77.12.34/tcp/a.bin", &["url 45.77.12.34/tcp/a.bin"]);
    check("192.0.2.7:8443, 198.51.100.0/24", &["ipv4 192.0.2.7", "port 8443", "ipv4-cidr 198.51.100.0/24"]);
    check(
        "2001:db8::1 and [2001:DB8:0:0::2]:443, 2001:db8::/32",
        &["ipv6 2001:db8::1", "ipv6 2001:db8::2", "ipv6-cidr 2001:db8::/32"],
    );
    check("version 1.2.3.4, 1.3.6.1.4.1.311, v10.0.0.1, Chrome/1.2.3.4, std::fs, 10:20:30", &[]);
    check("00:1b:44:11:3a:b7 00-1B-44-11-3A-B7", &["mac 00:1b:44:11:3a:b7", "mac 00:1b:44:11:3a:b7"]);
}

#[test]
fn versions_of_programs() {
    assert_eq!(found("1.1.0.14", &Role::Property("FileVersion".into())), [""; 0]);
    assert_eq!(found("ProductVersion\n1.1.0.14\n", &Role::Strings), [""; 0]);
    assert_eq!(found("beacon\n1.1.0.14\n", &Role::Strings), ["ipv4 1.1.0.14"]);
}

#[test]
fn domains() {
    check("evil.com、bad.co.jp。EVIL.NET", &["domain evil.com", "domain bad.co.jp", "domain evil.net"]);
    check("検体はc2.evil.comに接続していた。", &["domain c2.evil.com"]);
    check("evil[.]zip and a.onion", &["domain evil.zip", "domain a.onion"]);
    check("System.Net.Http, config.py, os.name, this.id, com.android.settings.app, ASP.NET", &[]);
    check("onet.pl evil.cc evil-login.app", &["domain onet.pl", "domain evil.cc", "domain evil-login.app"]);
}

#[test]
fn urls() {
    check("hxxp://evil[.]com/Gate.php?a=1&b=2.", &["url http://evil.com/Gate.php?a=1&b=2"]);
    check(
        "(http://EVIL.com/a_(b)) 「https://evil.com/x」から",
        &["url http://evil.com/a_(b)", "url https://evil.com/x"],
    );
    check("http://evil.comに接続", &["url http://evil.com"]);
    check(
        "http://user:pw@192.0.2.1:8080/x http://[2001:db8::1]/y",
        &["url http://user:pw@192.0.2.1:8080/x", "url http://[2001:db8::1]/y"],
    );
    check("1,http://evil.com/a,malware,http://b.com", &["url http://evil.com/a", "url http://b.com"]);
    check("http://3221225985/x", &["url http://3221225985/x", "ipv4 192.0.2.1"]);
    check("evil.com/gate.php evil.com:8080/x", &["url evil.com/gate.php", "url evil.com:8080/x"]);
    check("http://日本語.jp/x", &["url http://xn--wgv71a119e.jp/x"]);
}

#[test]
fn mail_addresses() {
    check("from Info+x@Evil.com, a[at]b[.]jp", &["email Info+x@evil.com", "email a@b.jp"]);
    check("送信元はinfo@evil.comです user at evil dot com", &["email info@evil.com", "email user@evil.com"]);
}

#[test]
fn digests() {
    check("MD5: D41D8CD98F00B204E9800998ECF8427E", &["md5 d41d8cd98f00b204e9800998ecf8427e"]);
    check(
        "ハッシュ値da39a3ee5e6b4b0d3255bfef95601890afd80709です",
        &["sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709"],
    );
    check("imphash: d41d8cd98f00b204e9800998ecf8427e", &["imphash d41d8cd98f00b204e9800998ecf8427e"]);
    check("123e4567-e89b-12d3-a456-426614174000", &[]);
    check(
        "768:abcdefghijKLMNOP/QRST+UV:zyxwvutsrqPONM",
        &["ssdeep 768:abcdefghijKLMNOP/QRST+UV:zyxwvutsrqPONM"],
    );
}

#[test]
fn paths() {
    check("C:\\Users\\Public\\evil.exeを実行", &["file-path C:\\Users\\Public\\evil.exe"]);
    check(
        "C:\\Program Files (x86)\\Foo Bar\\a.dll and D:\\x\\y.sys",
        &["file-path C:\\Program Files (x86)\\Foo Bar\\a.dll", "file-path D:\\x\\y.sys"],
    );
    check(
        "%APPDATA%\\x\\y.exe, /tmp/.x/run.sh, ~/.ssh/config",
        &["file-path %APPDATA%\\x\\y.exe", "file-path /tmp/.x/run.sh", "file-path ~/.ssh/config"],
    );
    check(
        "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Run",
        &["registry-key HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Run"],
    );
    check(
        "\\\\.\\pipe\\msagent_1f Global\\MyMutex01 c:\\b\\Release\\a.pdb",
        &["named-pipe \\\\.\\pipe\\msagent_1f", "mutex Global\\MyMutex01", "pdb-path c:\\b\\Release\\a.pdb"],
    );
    check(
        "C:\\Tempに作成 \\\\192.0.2.1\\share\\x.exe",
        &["file-path C:\\Temp", "file-path \\\\192.0.2.1\\share\\x.exe"],
    );
    check("「請求書.xlsm」と見積書.docm", &["file-name 請求書.xlsm", "file-name 見積書.docm"]);
}

#[test]
fn numbered_names() {
    check("CVE-2021-44228とcve-2020-1472", &["cve CVE-2021-44228", "cve CVE-2020-1472"]);
    check(
        "JVN#12345678 JVNVU＃98765432 JVNDB-2023-001234",
        &["jvn JVN#12345678", "jvn JVNVU#98765432", "jvndb JVNDB-2023-001234"],
    );
    check("AS13335", &["asn AS13335"]);
}

#[test]
fn values_over_line_breaks() {
    check("The sample talks to evil-dom\nain.com on port x", &["domain evil-domain.com"]);
    check("検体はwww.evil.\nexample.comに接続", &["domain www.evil.example.com"]);
    check("> at 192.0.\n> 2.7 and", &["ipv4 192.0.2.7"]);
    check("It connects to\nevil.com and then to\n192.0.2.7", &["domain evil.com", "ipv4 192.0.2.7"]);
    check("evil.com\nbad.net\nfoo\nother.org", &["domain evil.com", "domain bad.net", "domain other.org"]);
    check("see http://evil.com/a/b/\nc.php?x=1 now", &["url http://evil.com/a/b/c.php?x=1"]);
    check("http://evil.com/a\nhttp://evil.com/b\n", &["url http://evil.com/a", "url http://evil.com/b"]);
    check("the hash d41d8cd98f00b204\ne9800998ecf8427e was", &["md5 d41d8cd98f00b204e9800998ecf8427e"]);
    check(
        "d41d8cd98f00b204e9800998ecf8427e\n0cc175b9c0f1b6a831c399e269772661",
        &["md5 d41d8cd98f00b204e9800998ecf8427e", "md5 0cc175b9c0f1b6a831c399e269772661"],
    );
    check("mail from user@evil-\ndomain.com today", &["email user@evil-domain.com"]);
    check("This is the end.\nin addition, see", &[]);
    check(
        "e3b0c44298fc1c149afbf4c8\n  996fb92427ae41e4649b934c\n  a495991b7852b855",
        &["sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    );
}

#[test]
fn values_beside_cues() {
    check("creates a mutex named \"xY_77\" and mutex: Qwe123", &["mutex xY_77", "mutex Qwe123"]);
    check("ミューテックス「a1b2c3」を作成", &["mutex a1b2c3"]);
    check("サービス名：UpdSvc7、タスク名「Sync 01」", &["service UpdSvc7", "scheduled-task Sync 01"]);
    check(
        "schtasks /create /tn \"Sync 01\" /tr c:\\a\\b.exe",
        &[
            "command-line schtasks /create /tn \"Sync 01\" /tr c:\\a\\b.exe",
            "scheduled-task Sync 01",
            "file-path c:\\a\\b.exe",
        ],
    );
    check("User-Agent: curl/7.1 x", &["user-agent curl/7.1 x"]);
    check(
        "the agent Mozilla/5.0 (Windows NT 6.1; a) Gecko/1 was used",
        &["user-agent Mozilla/5.0 (Windows NT 6.1; a) Gecko/1"],
    );
    check(
        "over port 4444/tcp, TCP/8080 and 443番ポート, 53/udp",
        &["port 4444/tcp", "port 8080/tcp", "port 443", "port 53/udp"],
    );
    check("件名「請求書送付」のメール", &["email-subject 請求書送付"]);
    check("Subject: CN=Foo Ltd, O=Foo Ltd, C=GB", &["certificate-subject CN=Foo Ltd, O=Foo Ltd, C=GB"]);
    check("CN=R3, O=Let's Encrypt, C=US", &["certificate-subject CN=R3, O=Let's Encrypt, C=US"]);
    check("subject='CN=Foo Ltd' was", &["certificate-subject CN=Foo Ltd"]);
    check("serial number 0a:bc:de:f0:12:34:56:78", &["certificate-serial 0abcdef012345678"]);
    check("CN=Users,DC=corp,DC=local", &[]);
    check("important supports reports 2024, mutex handling", &[]);
}

#[test]
fn names() {
    check("Emotet and TrickBotに感染", &["malware Emotet", "malware TrickBot"]);
    check("T1059.001 と T9999", &["attack-pattern T1059.001"]);
}

#[test]
fn named_fields() {
    let field = |name: &str| Role::Field(name.into());
    assert_eq!(
        found("cmd.exe /c dir C:\\x", &field("Event/CommandLine")),
        ["command-line cmd.exe /c dir C:\\x", "file-path C:\\x"]
    );
    assert_eq!(found("お知らせ", &Role::Header("subject".into())), ["email-subject お知らせ"]);
    assert_eq!(found("a b.docm", &Role::Name), ["file-name a b.docm"]);
}
