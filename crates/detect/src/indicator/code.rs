//! What looks like a domain or a file in program text: types, members, packages, products.

use super::name::{self, Name};

/// Top-level domains that are everyday words or names of members.
fn is_wordy(tld: &[u8]) -> bool {
    matches!(
        tld,
        b"name"
            | b"id"
            | b"is"
            | b"in"
            | b"to"
            | b"do"
            | b"so"
            | b"no"
            | b"my"
            | b"at"
            | b"as"
            | b"be"
            | b"by"
            | b"me"
            | b"us"
            | b"it"
            | b"am"
            | b"info"
            | b"email"
            | b"date"
            | b"host"
            | b"link"
            | b"map"
            | b"open"
            | b"call"
            | b"run"
            | b"new"
            | b"app"
            | b"dev"
            | b"page"
            | b"target"
            | b"report"
            | b"stream"
            | b"zone"
            | b"network"
            | b"space"
            | b"live"
            | b"site"
            | b"download"
            | b"click"
            | b"store"
            | b"work"
            | b"support"
            | b"systems"
            | b"services"
            | b"software"
            | b"media"
            | b"style"
            | b"group"
            | b"parts"
            | b"build"
            | b"channel"
            | b"data"
            | b"final"
            | b"foundation"
            | b"global"
            | b"box"
            | b"bar"
            | b"save"
            | b"select"
            | b"show"
            | b"sort"
            | b"next"
            | b"locker"
            | b"case"
            | b"cat"
            | b"ist"
            | b"py"
            | b"io"
            | b"ms"
            | b"st"
            | b"pm"
            | b"zip"
            | b"prof"
            | b"pro"
            | b"top"
            | b"url"
            | b"one"
            | b"dot"
            | b"msg"
            | b"pot"
            | b"pub"
            | b"img"
            | b"tmp"
            | b"dat"
            | b"doc"
            | b"bin"
            | b"js"
            | b"reg"
            | b"inf"
            | b"ip"
            | b"int"
            | b"cc"
            | b"ws"
            | b"la"
            | b"re"
            | b"sc"
            | b"sh"
            | b"rs"
            | b"cd"
            | b"ps"
            | b"mm"
            | b"tm"
            | b"ai"
            | b"gt"
            | b"lt"
            | b"ge"
            | b"ne"
            | b"eq"
            | b"md"
            | b"tf"
            | b"fm"
            | b"ph"
            | b"pk"
            | b"ag"
            | b"min"
            | b"max"
    )
}

/// First labels that are variables, modules or fields.
fn is_variable(label: &[u8]) -> bool {
    matches!(
        label,
        b"this"
            | b"self"
            | b"obj"
            | b"object"
            | b"user"
            | b"os"
            | b"host"
            | b"file"
            | b"process"
            | b"event"
            | b"log"
            | b"logger"
            | b"logging"
            | b"console"
            | b"window"
            | b"document"
            | b"request"
            | b"response"
            | b"req"
            | b"res"
            | b"args"
            | b"arg"
            | b"config"
            | b"settings"
            | b"source"
            | b"destination"
            | b"src"
            | b"dst"
            | b"client"
            | b"server"
            | b"agent"
            | b"dns"
            | b"url"
            | b"http"
            | b"tls"
            | b"network"
            | b"data"
            | b"item"
            | b"node"
            | b"list"
            | b"map"
            | b"key"
            | b"value"
            | b"row"
            | b"cell"
            | b"table"
            | b"system"
            | b"java"
            | b"math"
            | b"string"
            | b"array"
            | b"number"
            | b"date"
            | b"time"
            | b"datetime"
            | b"json"
            | b"xml"
            | b"html"
            | b"css"
            | b"app"
            | b"module"
            | b"package"
            | b"class"
            | b"method"
            | b"function"
            | b"model"
            | b"view"
            | b"index"
            | b"main"
            | b"test"
            | b"e"
            | b"i"
            | b"j"
            | b"k"
            | b"x"
            | b"y"
            | b"s"
            | b"t"
            | b"a"
            | b"b"
            | b"c"
            | b"p"
            | b"m"
            | b"n"
            | b"f"
            | b"str"
            | b"int"
            | b"foo"
            | b"input"
            | b"output"
            | b"result"
            | b"results"
            | b"conn"
            | b"connection"
            | b"session"
            | b"socket"
            | b"path"
            | b"dir"
            | b"cmd"
            | b"command"
            | b"task"
            | b"job"
            | b"thread"
            | b"worker"
            | b"msg"
            | b"message"
            | b"packet"
            | b"threat"
            | b"rule"
            | b"alert"
            | b"winlog"
            | b"sys"
            | b"re"
            | b"np"
            | b"pd"
            | b"db"
            | b"ctx"
            | b"err"
            | b"error"
            | b"math32"
            | b"pe"
            | b"elf"
            | b"macho"
            | b"hash"
            | b"image"
            | b"parent"
            | b"child"
            | b"wscript"
            | b"activexobject"
            | b"element"
            | b"el"
            | b"evt"
            | b"params"
            | b"param"
            | b"opts"
            | b"options"
            | b"env"
            | b"ssl"
            | b"organization"
            | b"observer"
            | b"cloud"
            | b"container"
            | b"registry"
            | b"email"
            | b"account"
            | b"target"
    )
}

/// `System.Net.Http`, `ASP.NET`, `Socket.IO`: written as a type or a product, not as a domain.
pub(super) fn is_type_name(written: &[u8]) -> bool {
    let Some(last) = written.rsplit(|byte| *byte == b'.').next() else { return false };
    let upper = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_uppercase);
    let all_upper = last.iter().all(u8::is_ascii_uppercase);
    if upper(last.first()) && !all_upper {
        return true;
    }
    all_upper
        && (written.iter().any(u8::is_ascii_lowercase)
            || matches!(written, b"ASP.NET" | b"VB.NET" | b"ADO.NET" | b"ML.NET" | b"CORE.NET"))
}

/// `user.name`, `this.id`, `log.info(`: a member of a variable.
pub(super) fn is_member(name: &Name<'_>, written: &[u8], next: u8, after: u8) -> bool {
    let tld = name.tld();
    if !is_wordy(tld) {
        return false;
    }
    let camel = written
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
    let is_key = next == b'"' && after == b':';
    camel
        || is_key
        || matches!(next, b'(' | b'[' | b'=')
        || is_chain(name)
        || name.as_bytes().contains(&b'_')
        || next == b'_'
}

/// `user.name`, `process.parent.name`: nothing but names of variables before the last label.
fn is_chain(name: &Name<'_>) -> bool {
    name.as_bytes().split(|byte| *byte == b'.').take(name.labels() - 1).all(is_variable)
}

/// `com.android.settings.app`, `java.util.zip`, `org.apache.commons.io`: a package, written from the top down.
pub(super) fn is_package(name: &Name<'_>) -> bool {
    let language = matches!(
        name.first(),
        b"java" | b"javax" | b"android" | b"androidx" | b"kotlin" | b"jp.co" | b"kotlinx"
    );
    let organisation = matches!(name.first(), b"com" | b"org" | b"net" | b"edu" | b"gov")
        || name.as_bytes().starts_with(b"jp.co.")
        || name.as_bytes().starts_with(b"jp.ne.");
    language || (organisation && name.labels() > 2 && (!name::is_classic(name.tld()) || name.labels() > 3))
}

/// `Node.js` and its like.
pub(super) fn is_product(word: &[u8]) -> bool {
    let lower = word.to_ascii_lowercase();
    matches!(
        lower.as_slice(),
        b"node.js"
            | b"vue.js"
            | b"next.js"
            | b"react.js"
            | b"express.js"
            | b"three.js"
            | b"d3.js"
            | b"angular.js"
            | b"backbone.js"
            | b"ember.js"
            | b"nuxt.js"
            | b"chart.js"
            | b"moment.js"
            | b"crypto.js"
            | b"discord.js"
    ) || (lower.ends_with(b".js")
        && word.first().is_some_and(u8::is_ascii_uppercase)
        && lower.iter().filter(|byte| **byte == b'.').count() == 1)
}

/// `request.url`, `re.sub(`: a member whose name is an extension, too.
pub(super) fn is_call(stem: &[u8], extension: &[u8], next: u8) -> bool {
    let extension = extension.to_ascii_lowercase();
    is_wordy(&extension) && (next == b'(' || next == b'=' || is_variable(&stem.to_ascii_lowercase()))
}

/// Stems of script files whose extension is a top-level domain.
pub(super) fn is_script_stem(stem: &[u8]) -> bool {
    matches!(
        stem,
        b"main"
            | b"test"
            | b"index"
            | b"script"
            | b"setup"
            | b"config"
            | b"run"
            | b"install"
            | b"utils"
            | b"util"
            | b"update"
            | b"build"
            | b"init"
            | b"makefile"
            | b"common"
            | b"helper"
            | b"helpers"
            | b"lib"
            | b"server"
            | b"client"
            | b"parser"
            | b"readme"
            | b"tool"
            | b"tools"
            | b"exploit"
            | b"poc"
            | b"scan"
            | b"safari"
            | b"calculator"
    )
}
