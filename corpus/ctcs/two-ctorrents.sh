#!/usr/bin/env bash
# Makes the recording sessions/two-ctorrents.json: an operator of the bundled control
# server manages two real engines at once, a seed and a leech, and changes the leech's
# limit while it downloads. Needs enginespec and Debian's ctorrent in PATH; takes a minute,
# most of which ctorrent waits before it tells its tracker that it stops:
#
#   corpus/ctcs/two-ctorrents.sh corpus/ctcs/sessions/two-ctorrents.json
set -euo pipefail
out=$(realpath -m "${1:?usage: two-ctorrents.sh FILE}")
tmp=$(mktemp -d)
cd "$tmp"
mkfifo orders
jobs=()
cleanup() {
  for job in "${jobs[@]}"; do kill "$job" 2>/dev/null || true; done
  rm -rf "$tmp"
}
trap cleanup EXIT

# has waits until a file has a line.
has() { until grep -qs -- "$2" "$1"; do sleep 0.2; done; }

# The server with its operator, a tracker beside it, and the recorder before it.
enginespec serve --proto ctcs --orders --listen 127.0.0.1:0 --port-file port --tracker 127.0.0.1:0 <orders >printed &
jobs+=($!) server=$!
exec 7>orders
has port .
enginespec record --proto ctcs --version 3 --target "tcp://127.0.0.1:$(cat port)" --port-file front --quiet --force \
  --engine 'ctorrent 1.3.4.dnh3.3.2 (Debian), the real program, twice: a seed and a leech' \
  --controller 'enginespec serve --proto ctcs --orders' --id ctcs/two-ctorrents \
  --note 'Made by corpus/ctcs/two-ctorrents.sh. The leech is limited to 40 KiB/s, and then to 1 MiB/s; all else that an operator can do is in it too.' \
  "$out" >/dev/null &
jobs+=($!) recorder=$!
has front .

# The content is a fixture of the corpus; the .torrent is ctorrent's own.
enginespec corpus export fixtures >/dev/null
mkdir seed leech
mv fixtures/fixtures/big/data/big.mkv seed/
(cd seed && ctorrent -t -u "$(sed -n 's/^tracker at //p' ../printed)" -l 65536 -s film.torrent big.mkv >/dev/null)
cp seed/film.torrent leech/

# engine FOLDER ADDRESS [OPTION ...] runs one.
engine() {
  (cd "$1" && exec ctorrent -S "127.0.0.1:$(cat ../front)" -i "$2" -I "$2" -e 1 "${@:3}" film.torrent </dev/null >console 2>&1)
}
engine seed 127.0.75.32 &
jobs+=($!)
printf '%s\n' 'wait engine' 'wait complete 1' list >&7
has printed '^1 live .* 100% '
engine leech 127.0.75.33 -D 48 &
jobs+=($!)
until grep -qs '^2 live' printed; do
  echo list >&7
  sleep 0.5
done
printf '%s\n' 'wait known 2' 'limit 2 down 40K' 'set 2 max_peers 60' 'wait got 2 240K' 'detail 2' 'limit 2 down 1M' \
  'wait complete 2' list 'update 2' 'restart 1' 'detail *' 'quit *' 'wait ended 1' 'wait ended 2' list exit >&7
exec 7>&-
wait "$server"
kill -INT "$recorder"
wait "$recorder" || true
cmp seed/big.mkv leech/big.mkv
cat printed
