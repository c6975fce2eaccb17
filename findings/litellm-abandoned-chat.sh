#!/usr/bin/env bash
# LiteLLM 1.108.7: a client that closes its connection does not end the call to the model behind it; asked directly, the same
# kind of server sees its client leave at once. So a budget that ends in front of LiteLLM saves nothing behind it.
# A small HTTP server stands for the model: it says "cancelled" if its client leaves, "finished" if it could answer.
# Valid input only; Spillway has no part in it.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
model= proxy=
trap 'for p in "$model" "$proxy"; do [ -z "$p" ] || kill "$p" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check --no-deps --only-binary :all: -r "$here/.ci/servers/packages/litellm.txt"

cat >model.py <<'PY'
import asyncio, json, sys


async def serve(reader, writer):
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((int(l.split(b":")[1]) for l in head.split(b"\r\n") if l.lower().startswith(b"content-length")), None)
    if length is None:  # not a chat: LiteLLM asks for the list of models when it starts
        writer.close()
        return
    await reader.readexactly(length)
    left = asyncio.ensure_future(reader.read(1))  # ends when the client closes
    done, _ = await asyncio.wait([left], timeout=4)
    print("cancelled" if done else "finished", flush=True)
    if not done:
        left.cancel()
        body = json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hello"}}]}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


asyncio.run(main())
PY
read -r port behind <<<"$(python3 -c 'import socket
s = [socket.socket() for _ in range(2)]
[x.bind(("127.0.0.1", 0)) for x in s]
print(*[x.getsockname()[1] for x in s])')"
python3 model.py "$behind" >said &
model=$!
key=sk-finding-0123456789abcdef0123456789
cat >litellm.yaml <<Y
model_list:
  - { model_name: m, litellm_params: { model: openai/m, api_key: none, api_base: "http://127.0.0.1:$behind/v1" } }
general_settings: { master_key: $key }
Y
LITELLM_LOCAL_MODEL_COST_MAP=True venv/bin/litellm --config litellm.yaml --host 127.0.0.1 --port "$port" >log 2>&1 &
proxy=$!
for _ in $(seq 900); do curl -sf "http://127.0.0.1:$port/health/liveliness" >/dev/null && break; sleep 0.1; done

ask() { # $1: port, leaves after 1 s
  curl -s -m 1 "http://127.0.0.1:$1/v1/chat/completions" -H "authorization: Bearer $key" -H 'content-type: application/json' \
    -d '{"model": "m", "messages": [{"role": "user", "content": "hi"}]}' >/dev/null || true
  sleep 5
}
ask "$behind"
ask "$port"
echo "asked directly: $(sed -n 1p said); through LiteLLM 1.108.7: $(sed -n 2p said)"
[ "$(cat said)" = "$(printf 'cancelled\nfinished')" ] || { echo "changed"; tail -n 5 log; exit 1; }
