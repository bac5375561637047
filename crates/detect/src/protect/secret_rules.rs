//! The rules for secrets, as data.
//!
//! A rule is a cue and a pattern that runs on the cue's own line only (`wide`: on the next few KiB). Every
//! participating group is a secret. To add one: a row here and a line in the tests.

/// One rule of this crate.
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) cues: &'static [&'static str],
    pub(super) pattern: &'static str,
    pub(super) wide: bool,
    /// Whether the value must look like a password rather than a word of a sentence.
    pub(super) doubt: bool,
}

const fn rule(id: &'static str, cues: &'static [&'static str], pattern: &'static str) -> Rule {
    Rule { id, cues, pattern, wide: false, doubt: false }
}

const fn doubtful(id: &'static str, cues: &'static [&'static str], pattern: &'static str) -> Rule {
    Rule { id, cues, pattern, wide: false, doubt: true }
}

const fn wide(id: &'static str, cues: &'static [&'static str], pattern: &'static str) -> Rule {
    Rule { id, cues, pattern, wide: true, doubt: false }
}

/// A value up to white space, or in quotes.
macro_rules! value {
    () => {
        r#"(?:"([^"\r\n]{1,128})"|'([^'\r\n]{1,128})'|([^\s"'<>|&;,)\]]{2,128}))"#
    };
}

/// The rules.
pub(super) const RULES: &[Rule] = &[
    doubtful(
        "secret.net-use",
        &["net use", "net.exe use", "net1 use"],
        r#"(?i)\bnet1?(?:\.exe)?\s+use\s+(?:(?:[a-z]:|\*)\s+)?(?:/u(?:ser)?:\S+\s+)?(?:"\\\\[^"]+"|\\\\\S+)\s+(?:/u(?:ser)?:\S+\s+)?(?:"([^"]+)"|([^\s/"*][^\s"]*))"#,
    ),
    doubtful(
        "secret.net-use",
        &["net use", "net.exe use", "/user:"],
        r#"(?i)\bnet1?(?:\.exe)?\s+use\s.{0,120}?/u(?:ser)?:\S+\s+(?:"([^"]+)"|([^\s/"*][^\s"]*))"#,
    ),
    rule(
        "secret.net-user",
        &["net user", "net.exe user", "net1 user"],
        r#"(?i)\bnet1?(?:\.exe)?\s+user\s+(?:"[^"]+"|[^\s/"]+)\s+(?:"([^"]+)"|([^\s/"*][^\s"]*))(?:\s+/|\s*$)"#,
    ),
    rule("secret.cmdkey", &["cmdkey"], concat!(r"(?i)/pass(?:word)?(?::|\s+)", value!())),
    rule(
        "secret.psexec",
        &["psexec", "paexec", "csexec", "remcom"],
        concat!(r"(?i)(?:psexec|paexec|csexec|remcom).{0,160}?\s-p\s+", value!()),
    ),
    doubtful(
        "secret.psexec",
        &["psexec", "paexec", "csexec", "remcom"],
        r#"(?i)(?:psexec|paexec|csexec|remcom).{0,160}?\s-p["']?([^\s"']{4,128})"#,
    ),
    rule(
        "secret.wmic",
        &["/password:", "/rp ", "/p:", "--password", "-password", "/pwd:", "/pass:"],
        concat!(r"(?i)(?:\s|^)(?:/|--?)(?:password|pass|pwd|rp|p)(?:[:=]|\s+)", value!()),
    ),
    rule("secret.wmic", &["/u "], concat!(r"(?i)\s/u\s+\S+\s+/p\s+", value!())),
    rule("secret.sshpass", &["sshpass"], concat!(r"\bsshpass\s+-p\s*", value!())),
    rule("secret.plink", &["plink", "pscp", "-pw "], concat!(r"(?i)\s-pw\s+", value!())),
    rule(
        "secret.curl",
        &["curl", "wget"],
        r#"(?i)\s(?:-u|--user|--proxy-user)[ =]*["']?[^\s:"']{1,64}:([^\s"'@]{1,128})"#,
    ),
    rule(
        "secret.smbclient",
        &["smbclient", "rpcclient", "net rpc", "winexe"],
        r#"(?i)\s-U\s*["']?[^\s%"']{1,64}%([^\s"']{1,128})"#,
    ),
    rule(
        "secret.impacket",
        &[
            "secretsdump",
            "wmiexec",
            "smbexec",
            "psexec.py",
            "atexec",
            "getuserspns",
            "getnpusers",
            "dcomexec",
            "mssqlclient",
            "gettgt",
            "lookupsid",
        ],
        r#"(?i)(?:\s|["'])(?:[\w.-]+/)?[\w.$-]{1,64}:(?:["']([^"']{1,128})["']|([^\s"'@]{1,128}))@[\w.-]+"#,
    ),
    rule(
        "secret.dump",
        &["(unknown user)", "plain_password_hex"],
        r"(?i)(?:\(unknown user\)|plain_password_hex):(\S{3,1024})",
    ),
    // What spraying tools print: `[+] corp.local\user:password (Pwn3d!)`.
    rule(
        "secret.sprayed",
        &["[+]", "pwn3d", "status_"],
        r"(?i)\s(?:[\w.-]{1,64}\\)[\w.$-]{1,64}:(?:[0-9a-f]{32}:)?([^\s:]{3,128})(?:\s|$)",
    ),
    rule(
        "secret.pass-the-hash",
        &["-hashes", "--hash", " -h ", "/ntlm:", "pth-", "--pw-nt-hash"],
        r#"(?i)\s(?:--?hash(?:es)?|-h|/ntlm:)[\s=]*["']?(?:[0-9a-f]{32})?:?([0-9a-f]{32})\b"#,
    ),
    rule(
        "secret.attack-tool",
        &[
            "crackmapexec",
            "netexec",
            "nxc ",
            "evil-winrm",
            "kerbrute",
            "bloodhound",
            "ldapdomaindump",
            "hydra",
            "rdesktop",
            "mysql",
            "mariadb",
            "mysqldump",
            "ldapsearch",
            "mongo",
            "sqlcmd",
            "osql",
            "bcp ",
        ],
        concat!(r"\s-(?:p|P|w)\s+", value!()),
    ),
    rule(
        "secret.mysql",
        &["mysql", "mariadb", "mysqldump"],
        r#"(?i)\bm(?:ysql\w*|ariadb\w*)\b.{0,120}?\s-p['"]?([^\s'"-][^\s'"]{2,128})"#,
    ),
    rule("secret.rdp", &["xfreerdp", "mstsc", "wfreerdp"], concat!(r"(?i)\s/p:", value!())),
    rule("secret.basic-auth", &["basic "], r"(?i)\bBasic\s+([A-Za-z0-9+/]{6,}={0,2})"),
    rule("secret.bearer", &["bearer "], r"(?i)\bBearer\s+([A-Za-z0-9._~+/-]{16,}=*)"),
    rule(
        "secret.url-credential",
        &["://"],
        r"(?i)[a-z][a-z0-9+.-]{1,20}://[^\s/:@'\x22]{0,64}:([^\s/@'\x22]{1,128})@[\w.\[-]",
    ),
    rule("secret.ntlm-dump", &[":::"], r"(?i)[^\s:]{1,64}:\d{1,10}:([0-9a-f]{32}):([0-9a-f]{32}):::"),
    rule(
        "secret.net-ntlm",
        &["::"],
        r"(?i)[^\s:]{1,64}::[^\s:]{0,64}:([0-9a-f]{16}:[0-9a-f]{32}:[0-9a-f]{16,}|[0-9a-f]{48}:[0-9a-f]{48}:[0-9a-f]{16})",
    ),
    rule("secret.kerberos-ticket", &["$krb5"], r"(?i)(\$krb5(?:tgs|asrep|pa)\$[\w$*:./@+=#-]{8,})"),
    rule(
        "secret.kerberos-key",
        &[
            "aes256_hmac",
            "aes128_hmac",
            "rc4_hmac",
            "des_cbc_md5",
            "aes256-cts-hmac",
            "aes128-cts-hmac",
            "aes256_cts",
            "des-cbc-md5",
            "/aes256:",
            "/rc4:",
        ],
        r"(?i)(?:aes(?:256|128)[_-]?(?:cts)?[_-]?(?:hmac)?[\w-]*|rc4(?:_hmac\w*)?|des[_-]cbc[_-]md5)\s*[:=)]*\s*([0-9a-f]{16,64})\b",
    ),
    rule(
        "secret.mimikatz",
        &["ntlm", "nthash", "nt hash", "lm hash", "lmhash", "* sha1", "* lm ", "* dpapi", "hash lm"],
        r"(?i)(?:\bntlm(?:v1)?(?:\s*hash(?:es)?)?|\bnt\s?hash|\blm\s?hash|\*\s*(?:sha1|lm|dpapi)|hash\s+lm)\s*(?:[:=]|\bis\b|は|\s)\s*(?:[0-9a-f]{32}:)?([0-9a-f]{32,40})\b",
    ),
    rule("secret.mimikatz", &["* password"], r"(?im)^\s*\*\s*password\s*:\s*(\S.{0,200}?)\s*$"),
    rule("secret.mimikatz", &["* password"], r"(?i)\*\s*password\s*:\s*(\S{4,128})"),
    rule("secret.gpp", &["cpassword"], concat!(r"(?i)cpassword\s*=\s*", value!())),
    rule(
        "secret.label-ja",
        &["パスワード", "ﾊﾟｽﾜｰﾄﾞ", "パスフレーズ", "暗証番号", "暗証コード", "認証コード", "合言葉"],
        r#"(?:パスワード|ﾊﾟｽﾜｰﾄﾞ|パスフレーズ|暗証番号|暗証コード|認証コード|合言葉)\s*(?:\([^)]{0,20}\)|（[^）]{0,20}）)?\s*(?:[:：=＝]|[はが]、?|を|→|\|)?\s*[「『"'\s　]*([!-~！-～]{4,128})"#,
    ),
    // Told in a line of its own: `パスワードは下記です。`, `the password is as follows:`.
    wide(
        "secret.label-below",
        &["パスワード", "password", "passphrase", "パスフレーズ"],
        r"(?i)(?:パスワード|パスフレーズ|password|passphrase)[^\r\n]{0,24}?(?:下記|以下|次の|as follows|below|following)[^\r\n]{0,24}(?:\r?\n[ \t　>]*){1,3}([!-~]{4,128})[ \t　]*(?:\r?\n|$)",
    ),
    // What a tool or a person decoded: `Basic dXNlcjpw…= decodes to user:password`.
    doubtful(
        "secret.decoded",
        &[
            "basic",
            "base64",
            "decode",
            "復号",
            "デコード",
            "認証情報",
            "credential",
            "資格情報",
            "ログイン情報",
        ],
        r#"(?i)(?:^|[\s「『"'は`(：])(?:[\w.-]{1,64}\\)?[a-z][\w.@-]{0,63}:([!-~]{4,64}?)(?:[」』"'`)、。\s]|[^\x00-\x7F]|$)"#,
    ),
    doubtful(
        "secret.variable",
        &["$p", "$secret", "$cred"],
        r#"(?i)\$(?:p|pw|pwd|pass\w*|passwd|secret\w*|cred\w*)\s*=\s*["']([^"'\r\n]{4,128})["']"#,
    ),
    rule("secret.rdp", &["password 51:b:", "password:51:b:"], r"(?i)password[ :]51:b:([0-9a-f]{16,})"),
    doubtful(
        "secret.label",
        &["password", "passwd", "passphrase", "passcode", "pwd", "passwort", "pass:", "pass =", "pass="],
        concat!(
            r#"(?i)(?:password|passwd|passphrase|passcode|pwd|passwort|\bpass)(?:\s+(?:is|was)|/value)?["'\]]?\s*(?:[:=]|=>|\bis\b|\bwas\b|：|＝)\s*"#,
            value!()
        ),
    ),
    doubtful(
        "secret.label-short",
        &["pw:", "pw=", "pw：", "pw :", "pw ", "pwは", "ｐｗ"],
        concat!(r"(?i)(?:^|[^a-z])(?:id\s*/\s*)?(?:pw|ｐｗ)\s*(?:[:=：＝]|は)\s*", value!()),
    ),
    rule(
        "secret.id-pw",
        &[
            "id/pw",
            "id / pw",
            "id・pw",
            "user/pass",
            "id/password",
            "id/パスワード",
            "ユーザ名/パスワード",
            "ユーザー名/パスワード",
            "login/password",
        ],
        r#"(?i)(?:id|user|login|ユーザー?名)\s*[/・]\s*(?:pw|pass(?:word)?|パスワード)\s*[:=：は]\s*[「"']?([^\s/／,、「」"':]{2,64})\s*[/／,、]\s*([^\s「」"']{2,64})"#,
    ),
    rule(
        "secret.connection-string",
        &["password=", "pwd=", "passwd="],
        r#"(?i)(?:^|[;?&\s"'])(?:password|pwd|passwd)\s*=\s*([^;"'&\s]{2,128})"#,
    ),
    rule(
        "secret.account-key",
        &["accountkey=", "sharedaccesskey=", "sharedaccesssignature="],
        r"(?i)(?:accountkey|sharedaccesskey|sharedaccesssignature)=([A-Za-z0-9+/=%&]{20,})",
    ),
    rule(
        "secret.sas",
        &["sig=", "signature=", "x-amz-security-token=", "x-amz-credential="],
        r"(?i)[?&](?:sig|signature|x-amz-signature|x-amz-security-token|x-amz-credential)=([A-Za-z0-9%+/=_-]{16,})",
    ),
    doubtful(
        "secret.psk",
        &[
            "pre-shared",
            "preshared",
            "psk",
            "事前共有",
            "共有鍵",
            "shared secret",
            "shared-secret",
            "isakmp key",
            "crypto isakmp",
            "wpa_passphrase",
            "wpa-psk",
        ],
        r#"(?i)(?:pre-?shared-?\s?key|\bpsk(?:secret|-secret|key)?|事前共有(?:鍵|キー|秘密)|共有鍵|shared[ -]secret|isakmp\s+key(?:\s+\d)?|wpa_passphrase|wpa-psk(?:\s+(?:ascii|hex))?(?:\s+\d)?)(?:\s+(?:ascii-text|local|remote|hexadecimal|text|key|is|ENC))*\s*["']?\s*[:=：は]?\s*(?:"([^"\s]{4,128})"|'([^'\s]{4,128})'|([^\s"'「」、。)]{6,128}))"#,
    ),
    doubtful(
        "secret.snmp",
        &["snmp-server", "snmpwalk", "snmpget", "community", "コミュニティ名", "rocommunity", "rwcommunity"],
        r#"(?i)(?:snmp-server\s+community|snmp\w*.{0,60}?\s-c|\b(?:ro|rw)community6?|community(?:\s?(?:string|name))?\s*[:=]|snmp\s*コミュニティ名?\s*[:：は=]?|コミュニティ名\s*[:：は=])\s*["'「]?([^\s"'「」]{3,64})"#,
    ),
    doubtful(
        "secret.device",
        &[
            "enable secret",
            "enable password",
            "username ",
            "tacacs",
            "radius",
            "key 7",
            "password 7",
            "password 0",
            "secret 5",
            "secret 9",
            "secret 8",
            "set password",
        ],
        r"(?i)(?:(?:enable|username\s+\S+(?:\s+privilege\s+\d+)?)\s+(?:secret|password)|(?:tacacs|radius)(?:-server)?\s+.{0,60}?key|\bpassword\s+[057]|set\s+password)\s+(?:ENC\s+)?(?:[05789]\s+)?(\S{3,128})",
    ),
    wide(
        "secret.private-key",
        &["-----begin "],
        r"(?s)-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----(.{16,8000}?)-----END",
    ),
    wide(
        "secret.private-key",
        &["putty-user-key-file"],
        r"(?s)Private-Lines: \d+\s+([A-Za-z0-9+/=\s]{40,4000})",
    ),
    rule(
        "secret.aws",
        &["akia", "asia", "aws_secret", "secretaccesskey", "aws_session"],
        r#"((?:AKIA|ASIA)[A-Z0-9]{16})\b|(?i:aws_secret_access_key|secretaccesskey|aws_session_token)["']?\s*[:=]\s*["']?([A-Za-z0-9/+=]{30,})"#,
    ),
    rule(
        "secret.token",
        &[
            "ghp_",
            "gho_",
            "ghs_",
            "ghu_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "xoxb-",
            "xoxp-",
            "xoxa-",
            "xoxs-",
            "xapp-",
            "npm_",
            "sk_live_",
            "rk_live_",
            "sk-ant-",
            "pypi-",
            "sg.",
            "aiza",
            "dop_v1_",
            "hf_",
        ],
        r"((?:gh[pousr]_|github_pat_|glpat-|xox[abps]-|xapp-|npm_|[sr]k_live_|sk-ant-|pypi-|SG\.|AIza|dop_v1_|hf_)[A-Za-z0-9_.-]{16,})",
    ),
    rule(
        "secret.webhook",
        &[
            "hooks.slack.com",
            "discord.com/api/webhooks",
            "discordapp.com/api/webhooks",
            "webhook.office.com",
            "api.telegram.org/bot",
        ],
        r"(?i)(?:hooks\.slack\.com/(?:services|workflows)/|discord(?:app)?\.com/api/webhooks/|api\.telegram\.org/bot)([A-Za-z0-9_:/@.-]{16,})",
    ),
    rule("secret.jwt", &["eyj"], r"\b(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{0,})"),
    rule(
        "secret.cookie",
        &["cookie:", "cookie =", "cookie=", "cookie\":"],
        r#"(?i)cookie["']?\s*[:=]\s*["']?((?:[\w.-]+=[^;\s"']+;?\s?)+)"#,
    ),
    rule(
        "secret.session",
        &[
            "sessionid",
            "session_id",
            "jsessionid",
            "phpsessid",
            "asp.net_sessionid",
            "sid=",
            "csrf",
            "xsrf",
            "access_token",
            "refresh_token",
            "id_token",
            "authtoken",
            "auth_token",
            "x-api-key",
            "api_key",
            "apikey",
            "api-key",
            "client_secret",
            "clientsecret",
            "secret_key",
            "secretkey",
        ],
        r#"(?i)(?:j?session_?id|phpsessid|asp\.net_sessionid|\bsid|csrf[\w-]*|xsrf[\w-]*|access_token|refresh_token|id_token|auth_?token|x-api-key|api[_-]?key|client_?secret|secret_?key)["']?\s*[:=]\s*["']?([A-Za-z0-9%+/=_.~-]{16,})"#,
    ),
    rule(
        "secret.secure-string",
        &["convertto-securestring", "securestring"],
        r#"(?i)ConvertTo-SecureString\s+(?:-(?:String|AsPlainText|Force)\s+)*["']?([^\s"']{2,4096})"#,
    ),
    rule(
        "secret.credential",
        &["pscredential", "networkcredential"],
        r#"(?i)NetworkCredential\(\s*["'][^"']*["']\s*,\s*["']([^"']+)["']"#,
    ),
    wide(
        "secret.unattend",
        &["administratorpassword>", "<autologon>", "<localaccount", "<password>"],
        r"(?is)<(?:AdministratorPassword|Password)>\s*(?:<Value>\s*)?([^<>\s\x22]{2,256})<",
    ),
    rule(
        "secret.registry",
        &["defaultpassword", "keymaterial", "<sharedkey>"],
        r#"(?i)(?:DefaultPassword["']?\s*(?:REG_SZ|=|:)?\s*["']?([^\s"']{2,128})|keyMaterial["']?\s*[>:=]\s*["']?([^<"'\r\n]{2,128}))"#,
    ),
    rule(
        "secret.shadow",
        &[
            ":$1$", ":$5$", ":$6$", ":$y$", ":$2", ":$apr1$", ":{sha}", "$2a$", "$2b$", "$2y$", "$dcc2$",
            "$netntlm",
        ],
        r"(?i)(\$(?:1|5|6|y|apr1)\$[^\s:$]{1,64}\$[^\s:]{8,}|\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\{SHA\}\S{20,}|\$DCC2\$\S{20,}|\$NETNTLM\S{20,})",
    ),
    rule(
        "secret.bitlocker",
        &["recovery key", "回復キー", "recovery password", "bitlocker"],
        r"((?:\d{6}-){7}\d{6})",
    ),
    wide("secret.bitlocker", &["recovery key", "回復キー", "recovery password"], r"((?:\d{6}-){7}\d{6})"),
    rule(
        "secret.service",
        &["sc config", "sc create", "sc.exe"],
        concat!(r"(?i)\bsc(?:\.exe)?\s.{0,160}?password=\s*", value!()),
    ),
    rule(
        "secret.openssl",
        &["-passin", "-passout", "-storepass", "-keypass"],
        r#"(?i)-(?:passin|passout|storepass|keypass)\s+(?:pass:)?["']?([^\s"']{2,128})"#,
    ),
    rule("secret.netrc", &["machine "], r"(?i)\bmachine\s+\S+\s+login\s+\S+\s+password\s+(\S+)"),
    rule("secret.docker", &["\"auth\""], r#""auth"\s*:\s*"([A-Za-z0-9+/=]{8,})""#),
    rule(
        "secret.otp",
        &["otpauth://", "one-time", "ワンタイム", "認証コード", "otp"],
        r"(?i)(?:otpauth://\S*?secret=([A-Z2-7]{16,})|(?:one-time (?:code|password)|ワンタイム(?:パスワード|コード)|認証コード|\botp(?: code)?)\s*[:：はis]*\s*(\d{4,8})\b)",
    ),
    rule(
        "secret.runas",
        &["echo "],
        r#"(?i)\becho\s+["']?([^\s"'|]{4,64})["']?\s*\|\s*(?:runas|sudo|su|passwd|chpasswd|kinit|openssl)\b"#,
    ),
];
