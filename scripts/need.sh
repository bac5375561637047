# Sourced by the other scripts: says or installs what a bare machine lacks.
# need_command NAME DEBIAN_PACKAGE
need_command() {
  command -v "$1" >/dev/null 2>&1 && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing $2" >&2
    apt-get install -y --no-install-recommends "$2" >/dev/null 2>&1 ||
      { apt-get update >/dev/null && apt-get install -y --no-install-recommends "$2" >/dev/null; }
  fi
  command -v "$1" >/dev/null 2>&1 && return 0
  echo "missing: $1 (Debian package: $2) / $1 がありません" >&2
  return 1
}

need_rust() {
  [ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
  command -v cargo >/dev/null 2>&1 && return 0
  echo "missing: cargo 1.95 or newer (https://rustup.rs) / cargo 1.95 以降が必要です" >&2
  return 1
}
