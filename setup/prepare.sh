# Shared by ./play and ./check: installs missing packages, configures and builds. Sourced by bash, with `root` (the
# project's folder) and `program` (the name to print before messages) set. Everything it says goes to standard error,
# so that the output of the app stays clean. Writes below build/ only, apart from what apt-get installs.
# shellcheck shell=bash
: "${root:?}" "${program:?}"

say() { printf '%s: %s\n' "$program" "$*" >&2; }
die() { say "$*"; exit 1; }

# How long a process may be silent where nobody can watch a line that changes.
silence_s_max=20

# build_progress LOG SECONDS: how far ninja is, by its last "[finished/total]", and about how long it will take. The
# files that come first are the small ones: after a share f of the files about f^1.5 of the time has passed.
build_progress() {
  tail -c 4000 "$1" | awk -v elapsed="$2" '
    match($0, /^\[[0-9]+\/[0-9]+\]/) { split(substr($0, 2, RLENGTH - 2), at, "/") }
    END {
      if (at[1] < 1 || at[2] < 1) exit
      share = at[1] / at[2]
      printf "%d of %d files", at[1], at[2]
      if (elapsed < 5) exit
      left = elapsed * (share ^ -1.5 - 1)
      if (left >= 90) printf ", about %d min left", (left + 30) / 60
      else printf ", about %d s left", int(left / 5 + 1) * 5
    }'
}

# progress LOG SECONDS: one line that says where the command behind the log is.
progress() {
  local text
  text=$(build_progress "$@")
  [ -n "$text" ] || text=$(tail -n 1 "$1" | tr -d '\r\033')
  printf '%s' "$text"
}

# run_logged LOG COMMAND...: runs a command with its output in LOG, and says meanwhile how far it is: on a terminal in a
# line that changes, elsewhere in a line now and then.
run_logged() {
  local log=$1 status=0 started=$SECONDS columns=${COLUMNS:-80} text
  shift
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 &
  local job=$! next_s=$silence_s_max
  # A background job of a script does not hear Ctrl-C.
  # shellcheck disable=SC2064 # the job of now
  trap "kill $job 2>/dev/null; wait $job; exit 130" INT TERM
  while kill -0 "$job" 2>/dev/null; do
    if [ -t 2 ]; then
      text=$(progress "$log" $((SECONDS - started)) | cut -c "1-$((columns - 4))")
      printf '\r\033[K  %s' "$text" >&2
    elif [ $((SECONDS - started)) -ge "$next_s" ]; then
      next_s=$((next_s + silence_s_max))
      say "$(progress "$log" $((SECONDS - started)))"
    fi
    sleep 0.1
  done
  wait "$job" || status=$?
  trap - INT TERM
  [ ! -t 2 ] || printf '\r\033[K' >&2
  return "$status"
}

# --- packages ---------------------------------------------------------------------------------------------------------

# wanted_packages NEED...: the rows of the table for these needs as "package need reason...", required ones first.
wanted_packages() {
  awk -v needs=" $* " '
    /^#/ || NF < 3 { next }
    index(needs, " " $2 " ") { print }
    index(needs, " " substr($2, 1, length($2) - 1) " ") && $2 ~ /\?$/ { optional[++count] = $0 }
    END { for (i = 1; i <= count; i++) print optional[i] }' "$root/setup/packages.txt"
}

# missing_packages NEED...: those of them that are not installed.
missing_packages() {
  local rows names installed
  rows=$(wanted_packages "$@")
  names=$(awk '{ print $1 }' <<<"$rows")
  # shellcheck disable=SC2086 # one name per word
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $names 2>/dev/null |
    awk '$1 == "installed" { print $2 }')
  awk 'NR == FNR { have[$1] = 1; next } !($1 in have)' <(printf '%s\n' "$installed") <(printf '%s\n' "$rows")
}

# apt LOG ARGS...: apt-get as root, never asking, waiting for another package manager to finish.
apt() {
  local log=$1
  shift
  run_logged "$log" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -y -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

# Root runs apt-get itself, others through sudo (which may ask for a password, hence before output is redirected).
become_root() {
  as_root=()
  [ "$(id -u)" = 0 ] && return 0
  command -v sudo >/dev/null || return 1
  as_root=(sudo)
  sudo -n true 2>/dev/null || sudo -v
}

install_packages() {
  local log=$root/build/log/packages.log
  local install=(install --no-install-recommends "$@")
  if compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null && apt "$log" "${install[@]}"; then
    return 0
  fi
  # No package lists yet, or lists so old that the archive has moved on.
  say "reading the package lists (apt-get update)"
  apt "$log" update && apt "$log" "${install[@]}" && return 0
  tail -n 15 "$log" >&2
  say "apt-get failed; its output is in $log"
  return 1
}

# ensure_packages NEED...: installs what is missing, or says exactly what to ask an administrator for.
ensure_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "no dpkg and apt-get here: install by hand what setup/packages.txt lists; building with what is there"
    return 0
  fi
  local missing names required
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  names=$(awk '{ print $1 }' <<<"$missing")
  required=$(awk '$2 !~ /\?$/' <<<"$missing")
  say "installing $(wc -l <<<"$names") Debian packages that are missing:"
  awk '{ name = $1; $1 = $2 = ""; sub(/^ +/, ""); printf "  %-23s %s\n", name, $0 }' <<<"$missing" >&2
  if become_root; then
    # shellcheck disable=SC2086 # one name per word
    install_packages $names && return 0
    say "once the cause is mended, this does the same by hand, as root:"
  else
    say "$(id -un) may not install packages (neither root nor sudo). Ask an administrator to run:"
  fi
  printf '  apt-get update && apt-get install --no-install-recommends %s\n' "$(tr '\n' ' ' <<<"$names")" >&2
  [ -z "$required" ] || die "then start $program again."
  say "going on without: the app falls back to other fonts."
}

# --- build ------------------------------------------------------------------------------------------------------------

configure() {
  local preset=$1 folder=$root/build/$1
  local log=$root/build/log/$preset-configure.log
  # A tree that was moved, or a system that was upgraded, needs a fresh configuration.
  if grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
    run_logged "$log" cmake -S "$root" --preset "$preset" && return 0
  fi
  run_logged "$log" cmake --fresh -S "$root" --preset "$preset" && return 0
  tail -n 25 "$log" >&2
  die "configuring preset $preset failed; the whole output is in $log"
}

is_configured() {
  local folder=$root/build/$1
  [ "$folder/build.ninja" -nt "$root/CMakePresets.json" ] &&
    grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"
}

configure_and_build() {
  local preset=$1
  shift
  local log=$root/build/log/$preset-build.log
  is_configured "$preset" || configure "$preset"
  # The build's exit status is the truth; the log is shown only if it is bad.
  if ! run_logged "$log" ninja -C "$root/build/$preset" -j "$(nproc)" "$@"; then
    grep -E -m 20 'error:|FAILED:|undefined reference' "$log" >&2
    tail -n 15 "$log" >&2
    die "building preset $preset failed; the whole output is in $log"
  fi
}

# first_build_min PRESET: about how many minutes a first build takes here, by the seconds of processor time that it took
# on a virtual machine of 2026.
first_build_min() {
  local processor_s=400
  case $1 in
    dev) processor_s=700 ;;
    release) processor_s=340 ;;
  esac
  echo $((processor_s / $(nproc) / 60 + 1))
}

# build PRESET [TARGET...]: configures when needed and builds. Two commands at once take turns.
build() {
  local preset=$1
  mkdir -p "$root/build/log" 2>/dev/null
  if [ ! -w "$root/build/log" ] || { [ -e "$root/build/$preset" ] && [ ! -w "$root/build/$preset" ]; }; then
    die "$(id -un) may not write to $root/build (made by another user?). Give it to this user or remove it:
  sudo chown -R $(id -un) '$root/build'"
  fi
  if [ ! -e "$root/build/$preset/build.ninja" ]; then
    say "building preset $preset for the first time: about $(first_build_min "$preset") min on $(nproc) cores"
  fi
  {
    if ! flock -n 9; then
      say "waiting for another build of preset $preset"
      flock 9
    fi
    configure_and_build "$@" 9>&-
  } 9>"$root/build/log/$preset.lock"
}
