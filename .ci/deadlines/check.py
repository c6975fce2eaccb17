"""Calls a gateway as clients do that give only a deadline, and counts the answers that reach them."""

import asyncio
import collections
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import grpc

CALLS = 200
CALLS_A_SECOND = 20
SHARE_MIN = 0.9
ROUNDS_MAX = 5
DELAY = "--delay"
WAY_SECONDS = 0.01
DEADLINES = (0.1, 0.4, 2.0)
STOPPED_SECONDS = 10
STOPPED_BUDGET = "2s"

RULES = """
name: late
version: "1"
owner: ci
rules:
  - { name: only, when: "true", answer: { label: by rule }, explain: it always applies }
none: true
"""

CONFIG = """
listen:
  grpc: {{ address: "127.0.0.1:{grpc}" }}
  rest: {{ address: "127.0.0.1:{rest}" }}
  operator: {{ address: "127.0.0.1:{operator}" }}
backends:
  silent: {{ protocol: http-json, url: "http://127.0.0.1:{silent}/", most: 30s, breaker: {{ enabled: false }} }}
routes:
  ruled: {{ budget: {{ most: 30s }}, rules: rules.yaml, flow: {{ it: {{ call: silent }} }} }}
"""

# {limit} is the proxy's own: it is told in x-envoy-expected-rq-timeout-ms, and grpc-timeout stays as it was.
ENVOY = """
static_resources:
  listeners:
  - address: {{ socket_address: {{ address: 127.0.0.1, port_value: {port} }} }}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: door
          http2_protocol_options: {{}}
          http_filters:
          - name: envoy.filters.http.router
            typed_config: {{ "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router }}
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes:
              - match: {{ prefix: "/" }}
                route: {{ cluster: gateway, {limit} }}
  clusters:
  - name: gateway
    type: STATIC
    load_assignment:
      cluster_name: gateway
      endpoints: [{{ lb_endpoints: [{{ endpoint: {{ address: {{ socket_address: {{ address: 127.0.0.1, port_value: {gateway} }} }} }} }}] }}]
    typed_extension_protocol_options:
      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
        explicit_http_config: {{ http2_protocol_options: {{}} }}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until_open(port, process, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"it ended with {process.returncode} before it listened on {port}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing listens on {port}")


def delay(target, seconds):
    """Serves a TCP proxy that passes everything on after a fixed time, in each direction; a process of its own runs this."""

    async def pipe(reader, writer):
        loop = asyncio.get_running_loop()
        try:
            while data := await reader.read(65536):
                loop.call_later(seconds, writer.write, data)
        except ConnectionError:
            pass
        loop.call_later(seconds, writer.close)

    async def accept(reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(pipe(reader, far_writer), pipe(far_reader, writer))

    async def serve(port):
        async with await asyncio.start_server(accept, "127.0.0.1", port) as server:
            await server.serve_forever()

    asyncio.run(serve(int(sys.argv[2])))


def request(budget_seconds=None):
    """An ExecuteRequest by hand: the route, and the budget if there is one."""
    message = b"\x0a\x05ruled"
    if budget_seconds is not None:
        message += b"\x1a\x02\x08" + bytes([budget_seconds])
    return message


def executor(channel):
    return channel.unary_unary("/spillway.v1.Orchestrator/Execute", lambda sent: sent, lambda received: received)


def connect(execute):
    """Makes the first call on a channel: both sides load what they need."""
    for _ in range(5):
        try:
            execute(request(1), timeout=30)
            return
        except grpc.RpcError as error:
            print(f"the first call: {error.code().name}", flush=True)


def share(port, deadline):
    """Which share of calls with nothing but this deadline hears what the rules say: of the best of a few rounds, since a busy
    machine may stop a whole round for longer than a deadline."""
    best, rounds = 0, []
    while best < SHARE_MIN and len(rounds) < ROUNDS_MAX:
        got, told = one_round(port, deadline)
        best = max(best, got)
        rounds.append(told)
    return best, rounds


def one_round(port, deadline):
    told = collections.Counter()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        execute = executor(channel)
        connect(execute)
        at_once = int(deadline * CALLS_A_SECOND)
        for _ in range(CALLS // at_once):
            for call in [execute.future(request(), timeout=deadline) for _ in range(at_once)]:
                try:
                    told["by rule" if b"by rule" in call.result() else "another answer"] += 1
                except grpc.RpcError as error:
                    told[error.code().name] += 1
    return told["by rule"] / CALLS, dict(told)


def post(port, budget):
    body = b'{"input":{},"budget":"%s"}' % budget.encode()
    head = b"POST /v1/routes/ruled:execute HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    client = socket.create_connection(("127.0.0.1", port), 60)
    client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    return client


def stopped(gateway, rest, grpc_port):
    """What a gateway says that was stopped while requests came."""
    with grpc.insecure_channel(f"127.0.0.1:{grpc_port}") as channel:
        execute = executor(channel)
        connect(execute)
        gateway.send_signal(signal.SIGSTOP)
        clients = [post(rest, STOPPED_BUDGET) for _ in range(5)]
        call = execute.future(request(int(STOPPED_BUDGET[:-1])), timeout=60)
        time.sleep(STOPPED_SECONDS)
        gateway.send_signal(signal.SIGCONT)
        statuses = [client.recv(4096).split(b"\r\n")[0].decode() for client in clients]
        return statuses, call.code().name


def main():
    work = pathlib.Path(sys.argv[1]).resolve()
    spillway = sys.argv[2:] or ["./spillway"]  # another build, to compare
    ports = {name: free_port() for name in ("grpc", "rest", "operator")}
    silent = socket.create_server(("127.0.0.1", 0), backlog=4000)  # connects, and never answers
    (work / "rules.yaml").write_text(RULES)
    (work / "spillway.yaml").write_text(CONFIG.format(silent=silent.getsockname()[1], **ports))
    started, failed = [], []

    def start(name, *command, environment=None):
        log = open(work / f"{name}.log", "w")
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
        started.append(process)
        return process

    def expect(what, good, seen):
        print(f"{'ok  ' if good else 'FAIL'} {what}: {seen}", flush=True)
        if not good:
            failed.append(what)

    try:
        gateway = start("gateway", *spillway, "serve", "--config", str(work / "spillway.yaml"))
        until_open(ports["operator"], gateway, 600)
        while b"200" not in ready(ports["operator"]):
            time.sleep(0.2)
        envoys = {}
        for name, limit in {"unlimited": "timeout: 0s", "limited": "timeout: 0.5s"}.items():
            envoys[name] = free_port()
            config = work / f"envoy-{name}.yaml"
            config.write_text(ENVOY.format(port=envoys[name], gateway=ports["grpc"], limit=limit))
            process = start(
                f"envoy-{name}", str(work / "venv/bin/envoy"), "-c", str(config), "--disable-hot-restart",
                "--concurrency", "1", "--log-level", "warning")
            until_open(envoys[name], process)
        far = free_port()
        proxy = start("proxy", sys.executable, __file__, DELAY, str(far), str(ports["grpc"]), str(WAY_SECONDS))
        until_open(far, proxy)
        ways = {"directly": ports["grpc"], "10 ms away": far, "through Envoy": envoys["unlimited"]}
        for way, port in ways.items():
            for deadline in DEADLINES:
                got, told = share(port, deadline)
                expect(f"grpcio {way}, deadline {deadline} s", got >= SHARE_MIN, told)
        got, told = share(envoys["limited"], 2.0)
        expect("grpcio through Envoy, whose own timeout is 0.5 s, deadline 2 s", got >= SHARE_MIN, told)
        statuses, code = stopped(gateway, ports["rest"], ports["grpc"])
        late = f"a gateway stopped for {STOPPED_SECONDS} s, budget {STOPPED_BUDGET}"
        expect(f"{late}, REST", all(" 504 " in status for status in statuses), statuses)
        expect(f"{late}, gRPC", code == "DEADLINE_EXCEEDED", code)
    finally:
        for process in started:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
    if failed:
        raise SystemExit(f"{len(failed)} failed; logs are in {work}")


def ready(port):
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        client.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return client.recv(4096).split(b"\r\n")[0]


if sys.argv[1] == DELAY:
    delay(int(sys.argv[3]), float(sys.argv[4]))
else:
    main()
