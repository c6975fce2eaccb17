#!/usr/bin/env bash
# MLServer 1.7.1: while one model takes its time to load, models that loaded at once stay "not ready" as well, with no error.
# One would expect each model to become ready by itself, for all are loaded "concurrently". A model of a pool of its own
# (inference_pool_gid) does not hold the others up. Valid input only; Spillway has no part in it.
set -euo pipefail
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check --only-binary :all: mlserver==1.7.1 'uvloop==0.21.0'

mkdir a-slow fast-1 fast-2 fast-3
cat >models.py <<'PY'
import asyncio
import os
from mlserver import MLModel


class Fast(MLModel):
    async def load(self):
        return True


class Slow(MLModel):
    async def load(self):
        while not os.path.exists("gate"):
            await asyncio.sleep(0.1)
        return True
PY
ports=$(python3 -c 'import socket
s = [socket.socket() for _ in range(3)]
[x.bind(("127.0.0.1", 0)) for x in s]
print(*[x.getsockname()[1] for x in s])')
read -r http rpc metrics <<<"$ports"
echo "{\"host\": \"127.0.0.1\", \"http_port\": $http, \"grpc_port\": $rpc, \"metrics_port\": $metrics, \"parallel_workers\": 1}" >settings.json

# $1: further settings of the slow model. Sees how many of three fast models are ready while it loads, and after.
try() {
  for m in fast-1 fast-2 fast-3; do
    echo "{\"name\": \"$m\", \"implementation\": \"models.Fast\"}" >$m/model-settings.json
  done
  echo "{\"name\": \"slow\", \"implementation\": \"models.Slow\"$1}" >a-slow/model-settings.json
  PYTHONPATH=$work venv/bin/mlserver start . >log 2>&1 &
  server=$!
  status() { curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$http/v2/models/$1/ready"; }
  ready() { local n=0; for m in fast-1 fast-2 fast-3; do [ "$(status $m)" = 200 ] && n=$((n + 1)); done; echo $n; }
  for _ in $(seq 600); do [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$http/v2/health/live")" = 200 ] && break; sleep 0.1; done
  # $2 seconds, or until all three are ready: only then may the slow one end its loading.
  for _ in $(seq "$2"); do [ "$(ready)" != 3 ] || break; sleep 1; done
  while_loading="$(ready) of 3, slow says $(status slow)"
  touch gate
  for _ in $(seq 60); do [ "$(ready)$(status slow)" != 3200 ] || break; sleep 1; done
  after="$(ready) of 3, slow says $(status slow)"
  rm gate
  kill "$server" && wait "$server" 2>/dev/null || true
  server=
}

try "" 30
echo "MLServer 1.7.1, one pool:          fast models ready while the slow one loads: $while_loading; at the end: $after"
shared=$while_loading
try ', "parameters": {"inference_pool_gid": "slow"}' 60
echo "MLServer 1.7.1, a pool of its own: fast models ready while the slow one loads: $while_loading; at the end: $after"
case "$shared" in "3 of 3"*) echo "changed: the slow model holds no one up"; exit 1 ;; esac
case "$while_loading" in "3 of 3"*) ;; *) echo "changed: a pool of its own does not help"; exit 1 ;; esac
case "$after" in "3 of 3, slow says 200") ;; *) echo "changed: not all are ready at the end"; exit 1 ;; esac
