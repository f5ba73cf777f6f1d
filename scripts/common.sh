# shellcheck shell=bash
# What every script here shares: where the repository is, how to speak, how to fail.

set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# Used by the scripts that read this file.
# shellcheck disable=SC2034
readonly root

say() { printf '==> %s\n' "$*" >&2; }

fail() {
  printf '\n%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# The Swift toolchain is often unpacked somewhere and not yet on PATH.
find_swift() {
  local bin
  for bin in /opt/swift/usr/bin "$HOME/.local/share/swiftly/bin" /usr/local/swift/usr/bin; do
    command -v swift >/dev/null && return
    [ -x "$bin/swift" ] && PATH="$bin:$PATH"
  done
  command -v swift >/dev/null
}
