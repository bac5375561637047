//! English cues; the reasons are those of the Japanese table.

use super::element::{Group, groups};

/// Context: what stays home.
pub(super) const CONTEXT: &[Group] = groups! {
    VictimName Strong:
        "our company" "our organi*" "our network" "our environment" "our server*" "our system*" "our user*"
        "our staff" "our customer*" "our client*" "our office*" "our site*" "our plant*" "our csirt" "our soc"
        "our it " "our team in" "our employee*" "our group" "the victim organi*" "victim company"
        "victim's name" "the company" "the client" "the client's" "the organisation" "the organization"
        "subsidiar*" "parent company" "affiliate compan*" "group compan*" "holding company" "co., ltd" "k.k."
        "inc." "gmbh" "plc." "llc";
    Profile Strong:
        "employees" "headcount" "revenue" "turnover" "annual sales" "listed on" "market share" "market leader"
        "largest" "leading provider" "leading maker" "only maker" "only manufacturer" "only producer"
        "only supplier" "sole maker" "sole supplier" "well-known" "manufacturer" "manufacturers" "manufacturing"
        "maker of" "shipbuild*" "shipyard*" "automaker*" "carmaker*" "semiconductor" "pharmaceutical*"
        "steelmaker*" "refiner*" "utility company" "power company" "gas company" "water utility" "hospital*"
        "clinic" "clinics" "university" "universities" "school" "schools" "municipal*" "city hall" "prefectur*"
        "ministry" "government agenc*" "defence contractor*" "defense contractor*" "contractor" "airline*"
        "airport*" "railway*" "logistics" "retailer*" "wholesaler*" "insurer*" "bank" "banks" "law firm" "hotel"
        "hotels" "telecom operator" "broadcaster" "publisher of" "sector" "industry" "headquarter*"
        "head office" "branch office*" "bank branch*" "local branch*" "the branch in" "building a" "building b"
        "factory" "factories" "plant" "plants" "warehouse*" "site a" "site b" "sites" "production line*"
        "assembly line*" "data centre" "datacentre" "server room" "control room" "control-room" "office"
        "offices" "laboratory" "overseas site" "regional" "region" "japan" "japan's" "japanese company" "tokyo"
        "osaka" "nagoya" "kyoto" "yokohama" "kobe" "fukuoka" "hiroshima" "sapporo" "sendai" "hokkaido" "tohoku"
        "kanto" "chubu" "kinki" "kansai" "shikoku" "kyushu" "okinawa" "critical infrastructure";
    Damage Strong:
        "leaked" "leak of" "were leaked" "data breach" "breach of personal" "exposed records" "blueprint*"
        "design drawing*" "drawing*" "design document*" "design data" "quotation*" "tender" "bid documents"
        "bidding" "the contract" "contracts with" "contract with" "customer orders" "trade secret*"
        "confidential" "intellectual property" "personal data" "personal information" "customer" "customers"
        "client data" "clients" "supplier" "suppliers" "business partner*" "patient" "patients" "student"
        "students" "resident*" "medical record*" "payroll" "payslip*" "financial statement*" "accounting data"
        "hr data" "card data" "mailing list" "losses" "loss of" "damages" "damage amount" "cost of" "cost the"
        "estimated cost" "ransom demand*" "ransom of" "paid the ransom" "ransom payment" "compensat*"
        "business impact" "operational impact" "business interruption" "disrupt*" "outage*" "downtime"
        "production stop*" "production was" "production halt*" "shipping" "shipments" "deliver to customers"
        "deliveries" "operations were" "halted operations" "shut down operations" "suspended operations"
        "reputation*" "share price" "scope of damage" "scope of impact" "affected systems" "affected servers"
        "affected users" "number of affected" "leak site listing" "published on the leak site";
    Response Strong:
        "press" "press release" "the media" "news media" "journalist*" "announce*" "public statement" "apolog*"
        "we regret" "disclosed to" "notified" "notification" "reported to" "was reported" "report to" "filed a"
        "police" "law enforcement" "regulator*" "authority" "authorities" "data protection" "jpcert" "jpcert/cc"
        "ipa" "nisc" "csirt" "meti" "sec filing" "insurance" "insurer" "legal counsel" "lawyer*" "counsel"
        "board" "meeting" "meetings" "call with" "conference call" "interview*" "war room" "task force"
        "third-party committee" "external expert*" "forensic vendor" "forensic firm" "incident response firm"
        "ir firm" "retainer" "engaged" "hired" "contacted" "informed" "briefed" "escalated to" "handed over"
        "restored" "recovery" "recovered from backup*" "recovering from" "rotated the" "rotated all"
        "were rotated" "taken off the network" "restoration" "restore from" "rebuilt" "reimaged" "resumed"
        "back online" "taken offline" "disconnected" "isolated the" "was isolated" "were isolated"
        "contained the" "containment" "remediat*" "reset all" "password reset" "reset passwords"
        "passwords were reset" "patched on" "was patched" "were patched" "we patched" "prevent recurrence"
        "lessons learned" "next steps" "action item*" "planned for" "is scheduled" "will be completed" "on-call"
        "night shift" "holiday*" "weekend" "business hours" "help desk" "helpdesk" "service desk"
        "was discovered" "was noticed" "noticed" "complain*" "first alert" "raised an alert" "alerted by"
        "the investigation began" "started the investigation" "preserved" "imaged";
    Target Strong:
        "core business system" "erp" "order system" "ordering system" "procurement portal" "customer portal"
        "booking system" "payroll system" "medical chart" "production control" "in-house" "inhouse"
        "custom-built" "bespoke" "industry-specific" "network diagram" "network layout" "site layout" "floor"
        "jump server" "jump host" "jump box" "historian" "hmi" "scada" "plc" "dcs" "control system*"
        "safety system" "used by only" "used only by" "only two firms" "few firms" "deployed at" "installed at"
        "located at" "located in" "hosted at";
    Countermeasure Strong:
        "mfa was" "mfa had" "no mfa" "without mfa" "not enabled" "was not enforced" "not been patched"
        "had not been" "unpatched since" "end of support" "out of support" "weak password policy"
        "password policy" "backups were" "backup was" "backups had" "edr was not" "not covered by edr"
        "not monitored" "log retention" "maintenance contract" "msp contract";
    Actor Strong:
        "negotiat*" "extort*" "ransom amount" "demanded" "motive" "motivation";
    People Strong:
        "ceo" "cfo" "cio" "ciso" "coo" "cto" "president" "director" "directors" "executive*"
        "manager" "managers" "department" "departments" "division" "accounting" "procurement" "human resources"
        "hr" "sales team" "legal team" "engineering team" "design team" "it department" "it team" "it staff"
        "security team" "employee" "staff" "staff member*" "intern" "secretary" "assistant" "supervisor"
        "colleague*" "recipient" "recipients" "person in charge" "phone" "address book";
    Correspondence Strong:
        "dear" "hi all" "hi team" "hello" "hello all" "regards" "best regards" "kind regards" "sincerely"
        "yours" "thank you" "thanks" "many thanks" "please find" "please see attached" "please let"
        "please confirm" "let me know" "as discussed" "as agreed" "for your information" "fyi"
        "confidentiality notice" "this email" "this e-mail" "intended recipient" "do not distribute"
        "table of contents" "revision history" "prepared by" "prepared for" "approved by" "reviewed by"
        "distribution list" "all rights reserved" "copyright" "tel" "fax";
    // "Our" speaks for the victim, unless an analyst speaks; the shields below list what analysts own.
    VictimName Strong: "our" "your company" "the business";
    Damage Strong:
        "affected" "date of birth" "dates of birth" "full name*" "names," "home address*" "account number*" "social security" "records were"
        "databases" "data center" "data centers" "documents were" "sensitive data" "sensitive information" "acquired data" "data subject*";
    Response Strong:
        "became aware" "becomes aware" "we are cooperating" "cooperat*" "additional measures" "security experts" "coordinating with" "quickly took"
        "we took" "we have" "we will" "we were" "we had" "took place" "on behalf of" "change their password*" "internal investigation"
        "san francisco" "california" "new york" "london" "singapore";
    Response Strong:
        "measures" "abundance of caution" "taking steps" "has taken steps" "alternative methods" "working to" "orders" "incident response"
        "business operations" "in phases" "phased";
};

/// Technical: what describes the attack.
pub(super) const TECHNICAL: &[Group] = groups! {
    Malware Strong:
        "malware" "malicious" "ransomware" "virus" "payload*" "loader*" "dropper*" "downloader*" "backdoor*"
        "trojan*" "rootkit*" "bootkit*" "worm" "stealer*" "infostealer*" "keylogger*" "keylogging" "bot"
        "botnet" "rat" "beacon*" "implant*" "shellcode" "webshell*" "web shell*" "wiper" "infect*" "obfuscat*"
        "packed" "packer*" "vmprotect" "upx" "compile*" "compilation" "mutex*" "hardcoded" "hard-coded"
        "decrypt*" "encrypt*" "cipher*" "xor" "xor'd" "xored" "rc4" "aes" "aes-cbc" "chacha20" "salsa20"
        "base64" "encod*" "decod*" "inject*" "hollow*" "sideload*" "side-load*" "dll" "dlls" "macro*" "lnk"
        "iso file" "script" "scripts" "executable*" "binary" "binaries" "sandbox*" "anti-analysis" "anti-debug*"
        "anti-vm" "debugger" "breakpoint*" "dynamic analysis" "static analysis" "self-delet*" "ransom note*" "shadow cop*" "cryptojack*" "miner" "miners" "xmrig"
        "crypter" "pe header*" "mach-o" "elf" "entropy" "stager" "staged" "bytecode" "api call*" "apis" "win32"
        "syscall*" "ioctl*" "kernel" "driver" "drivers" "imphash" "pdb";
    Ttp Strong:
        "phish*" "spearphish*" "spear-phish*" "lure*" "attachment*" "watering hole" "supply chain attack"
        "social engineering" "intrusion*" "intruded" "broke into" "unauthori*ed" "unauthorized" "unauthorised"
        "brute force*" "brute-force*" "password spray*" "credential*" "credential stuffing" "dumped" "dumping"
        "lsass" "ntds" "ntds.dit" "mimikatz" "kerberos*" "kerberoast*" "pass-the-hash" "lateral movement"
        "laterally" "pivoted" "privilege escalation" "escalat* privilege*" "elevated privileges" "uac"
        "uac bypass" "persist*" "registry" "run key*" "scheduled task*" "schtasks" "startup folder" "cron"
        "crontab" "systemd" "wmi" "winrm" "psexec" "powershell" "cmd.exe" "command line*" "command-line*"
        "commands" "argument*" "rundll32*" "regsvr32*" "mshta*" "certutil*" "bitsadmin*" "wmic" "rclone"
        "anydesk" "ngrok" "ligolo*" "cobalt strike" "metasploit" "sliver" "impacket" "bloodhound" "remcos"
        "asyncrat" "rhadamanthys" "xworm" "quasar" "rdp" "smb" "ssh" "vnc" "tunnel*" "socks5" "socks proxy"
        "reverse shell*" "reverse tunnel*" "exfiltrat*" "stolen credential*" "steal*" "harvest*" "keystroke*"
        "screenshot*" "clipboard" "cookies" "session token*" "token theft" "evade*" "evasion" "bypass*"
        "tamper*" "disables" "disabled defender" "disable*" "cleared the event log*" "clears the event log*"
        "event log*" "event id*" "eventid" "parent process" "child process*" "enumerat*"
        "reconnaissance" "scan" "scanned" "scanner" "execut*" "spawn*" "dropped" "drops" "spoof*"
        "masquerad*" "att&ck" "mitre" "yara" "sigma" "suricata" "snort" "detection rule*" "detection"
        "detections" "detect*" "hunting" "hunt" "signature*" "indicator*" "ioc" "iocs" "heap" "memory"
        "in-memory" "fileless" "rce" "code execution" "living off the land" "lolbin*" "open directory" "tooling"
        "toolkit" "ttp" "ttps" "tradecraft";
    Ttp Weak:
        "process" "processes" "scanning" "attacker*" "adversary" "adversaries" "threat actor*" "operator*" "actor" "actors" "attack" "attacks"
        "campaign*" "file" "files" "file name*" "filename*" "folder*" "directory" "directories" "path" "paths"
        "link" "email" "e-mail" "mail" "mails" "account*" "privilege*" "login*" "logged in" "log in" "logon*"
        "server*" "host" "hosts" "endpoint*" "user" "download*" "upload*" "collect*" "archive*" "zip" "rar"
        "string" "strings" "function*" "api" "key" "keys" "service" "services" "tool" "tools" "shell" "module*"
        "plugin*" "config*" "rule" "rules" "hook*" "thread*" "buffer*" "parse*" "bytes" "offset*" "magic" "hash"
        "hashes" "version info" "resource*" "repository" "github" "python" "golang" "rust" ".net" "javascript"
        "vbs" "php" "jar" "linux" "windows" "macos" "android" "container*" "docker" "kubernetes" "vpn"
        "firewall*" "active directory" "domain controller*" "telemetry" "sysmon";
    Vulnerability Strong:
        "vulnerab*" "exploit*" "zero-day*" "0-day*" "cve-*" "sql injection" "remote code execution"
        "arbitrary code" "authentication bypass" "path traversal" "directory traversal" "buffer overflow"
        "deserialization" "deserialisation" "proof of concept" "poc";
    Destination Strong:
        "c2" "c&c" "command and control" "command-and-control" "callback*" "ip address*" "domain name*"
        "domains" "subdomain*" "url" "urls" "dns" "https" "http" "tcp" "udp" "port" "ports" "user agent*"
        "user-agent*" "tls" "ja3" "ja3s" "ja4" "certificate*" "tor" "telegram" "websocket*" "polling"
        "heartbeat*" "dead drop" "asn" "vps" "infrastructure" "phishing kit*" "cloudflare"
        "outbound connection*" "outbound traffic" "network traffic";
    Destination Weak:
        "domain" "connects" "connection*" "connect" "traffic" "communicat*" "network" "proxy" "request*"
        "response header*" "resolve*" "resolves" "every";
    Ttp Shield:
        "our analysis" "our research*" "our report*" "our honeypot*" "our sandbox*" "our detection*" "our rule*" "our lab" "our telemetry" "our previous" "our earlier" "our blog*" "our hunting" "our analyst*" "our tracking" "our dataset" "our visibility" "affected version*" "affected product*" "affected device model*" "affected by the vulnerab*" "affected software" "browser database*" "login databases" "sqlite databases" "databases of the browser" "countermeasures against" "anti-forensic measures" "disruption of service" "smart contract*" "microsoft office" "office document*" "office 365"
        "office macro*" "reverse engineer*" "tls cert*" "file recovery" "data recovery" "supply chain"
        "public sector report*" "disk sector*" "boot sector*" "sector size" "cloud storage" "release notes"
        "customer-facing" "security vendor*" "media type" "removable media" "printing press"
        "customers of the malware" "malware customers" "recovery mode" "recovery environment" "prevent recovery"
        "inhibit system recovery" "inhibit recovery" "system recovery" "recovery key*" "recovery code*"
        "branch instruction*" "conditional branch*" "code branch*" "this branch" "that branch" "git branch"
        "process manager" "task manager" "service control manager" "window manager" "package manager"
        "password manager*" "credential manager" "session manager" "boot manager" "memory region*"
        "region of memory" "code region" "aws region" "memory manager" "address space" "plant a" "plants a"
        "file extension*" "browser extension*" "extension of" ".net assembly" "debug build" "building block*"
        "kernel drawing" "mime type" "windows notification*" "telegram notification*" "push notification*"
        "certificate authority" "local security authority" "contacted the c2" "engaged in" "loss of precision"
        "cert.pem" "staff of the operator" "nt authority" "default behavior" "cleanup";
};
