# What charts/*.sh have in common; they source it. Written for bash 3.2, which macOS has.
# shellcheck shell=bash

dry_run=${dry_run:-}
step='starting'
# What to do after an error, said by the script that knows.
advice='Run the same command again: what is there already is kept, and it goes on from where it stopped.'

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s\n' "$*" >&2
  trap - ERR
  exit 1
}

# begin TITLE: the step that an error is reported with.
begin() {
  step=$1
  printf '\n── %s\n' "$1"
}

stopped() {
  local status=$1
  trap - ERR
  printf '\nStopped at "%s": a command ended with %s. %s\n' "$step" "$status" "$advice" >&2
  exit "$status"
}
trap 'stopped $?' ERR
set -E

# shown COMMAND…: the command as it could be typed.
shown() {
  local word
  printf '+'
  for word in "$@"; do
    case "$word" in
      '' | *[!A-Za-z0-9_./:=@%+,-]*) printf " '%s'" "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
}

# run COMMAND…: prints it, and runs it unless this is a dry run.
run() {
  shown "$@"
  if [ -z "$dry_run" ]; then "$@"; fi
}

# is_there COMMAND…: whether it succeeds, quietly. In a dry run nothing is there.
is_there() {
  if [ -n "$dry_run" ]; then
    shown "$@"
    return 1
  fi
  "$@" >/dev/null 2>&1
}

# value_of NAME COMMAND…: prints what the command prints; in a dry run <NAME>, and the command to standard error.
value_of() {
  local name=$1
  shift
  if [ -n "$dry_run" ]; then
    shown "$@" >&2
    printf '<%s>' "$name"
    return 0
  fi
  "$@"
}

# needs PROGRAM WHERE: ends where it is missing.
needs() {
  if [ -n "$dry_run" ] || command -v "$1" >/dev/null 2>&1; then return 0; fi
  fail "$1 is missing. $2"
}

needs_cluster_tools() {
  needs kubectl 'See https://kubernetes.io/docs/tasks/tools/'
  needs helm 'See https://helm.sh/docs/intro/install/ (3.17 or newer)'
  needs node 'See https://nodejs.org (20 or newer)'
  if [ -z "$dry_run" ] && [ ! -d node_modules ]; then fail 'The packages of this checkout are missing: run npm ci'; fi
}

# agrees QUESTION: whether the user says yes; with --yes without asking. Where nobody can be asked it is a no.
agrees() {
  if [ -n "$dry_run" ] || [ -n "${yes:-}" ]; then return 0; fi
  local answer=
  printf '%s [y/N] ' "$1"
  read -r answer || true
  case "$answer" in
    y | Y | yes | Yes) return 0 ;;
    *) return 1 ;;
  esac
}

# argument OPTION VALUE…: sets `taken` to the option's value.
argument() {
  if [ $# -lt 2 ] || [ -z "$2" ]; then fail "$1: expected a value. --help lists the options."; fi
  # shellcheck disable=SC2034 # Read by who sources this.
  taken=$2
}
