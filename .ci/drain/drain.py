"""Two gateways behind three proxies, under load at both doors. Each gateway is ended with SIGTERM and started again in its turn.

Counts only: every call must succeed, however long it takes. Prints a row for each proxy and door, and fails if any call did.
"""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import grpc

WORK = Path(sys.argv[1])
PROXIES = {"nginx": (7080, 7090), "HAProxy": (7180, 7190), "Envoy": (7280, 7290)}
GATEWAYS = {"first": (8080, 8081, 9090), "second": (8180, 8181, 9190)}  # REST, operators', gRPC, as docs/proxies has them
CALLERS = 2  # for each proxy and door
PAUSE = 0.02
SETTLE = 12  # nginx leaves a gateway out for 10 s that refused a connection
PATIENCE = 90
METHOD = "/spillway.v1.Orchestrator/Execute"
REQUEST = b"\x0a\x04fast"  # ExecuteRequest with the route alone


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def mapping():
    written = [port for ports in (*PROXIES.values(), *GATEWAYS.values()) for port in ports]
    return dict(zip(written, free_ports(len(written))))


PORTS = mapping()


def moved(name):
    """A configuration of docs/proxies on the ports of this run."""
    text = Path("docs/proxies", name).read_text()
    return re.sub(r"\b[789][012][89][01]\b", lambda port: str(PORTS[int(port.group())]), text)


class Backend(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        time.sleep(0.03)  # so that there are always calls in flight
        body = b'{"label": "done"}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Gateway:
    def __init__(self, name, backend):
        self.name = name
        self.rest, self.operator, self.grpc = (PORTS[port] for port in GATEWAYS[name])
        self.config = WORK / f"{name}.yaml"
        self.config.write_text(f"""
listen:
  rest: {{ address: "127.0.0.1:{self.rest}" }}
  operator: {{ address: "127.0.0.1:{self.operator}" }}
  grpc: {{ address: "127.0.0.1:{self.grpc}" }}
drain: 8s
backends:
  service: {{ protocol: http-json, method: GET, url: "http://127.0.0.1:{backend}/", most: 20s }}
routes:
  fast: {{ budget: {{ default: 30s, most: 30s }}, flow: {{ it: {{ call: service }} }} }}
""")
        self.process = None

    def start(self):
        log = open(WORK / f"{self.name}.log", "ab")
        self.process = subprocess.Popen(["./spillway", "serve", "--config", str(self.config)], stdout=log, stderr=log)
        end = time.monotonic() + PATIENCE
        while self.ask("/readyz") != 200:
            if time.monotonic() > end or self.process.poll() is not None:
                raise SystemExit(f"the {self.name} gateway did not start; see {WORK}/{self.name}.log")
            time.sleep(0.1)

    def ask(self, path):
        """The status, on a connection of its own; 0: no connection."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.operator}{path}", timeout=10) as reply:
                return reply.status
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def end(self):
        """Sends SIGTERM; how often /readyz said that it drains, and how often metrics were read meanwhile."""
        self.process.send_signal(signal.SIGTERM)
        unready = scraped = 0
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise SystemExit(f"the {self.name} gateway did not end")
            if self.ask("/readyz") == 503:
                unready += 1
                scraped += self.ask("/metrics") == 200
            time.sleep(0.2)
        return unready, scraped


class Caller(threading.Thread):
    def __init__(self, proxy, door, call):
        super().__init__(daemon=True)
        self.proxy, self.door, self.call = proxy, door, call
        self.calls = self.failed = 0
        self.failures = []
        self.stopped = False

    def run(self):
        while not self.stopped:
            self.calls += 1
            try:
                self.call()
            except Exception as cause:  # whatever it is, the call failed
                self.failed += 1
                self.failures.append(f"{time.strftime('%H:%M:%S')} {type(cause).__name__}: {str(cause)[:200]}")
            time.sleep(PAUSE)


def rest_call(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def call():
        try:
            connection.request("POST", "/v1/routes/fast:execute", b'{"input": {}}', {"content-type": "application/json"})
            reply = connection.getresponse()
            body = reply.read()
        except Exception:
            connection.close()
            raise
        if reply.status != 200 or json.loads(body)["answer"]["label"] != "done":
            raise ValueError(f"{reply.status} {body[:200]}")

    return call


def grpc_call(port):
    options = [("grpc.use_local_subchannel_pool", 1), ("grpc.enable_retries", 0)]
    method = grpc.insecure_channel(f"127.0.0.1:{port}", options=options).unary_unary(METHOD)

    def call():
        if b"done" not in method(REQUEST, timeout=60):
            raise ValueError("an answer without the label")

    return call


def start_proxies(started):
    (WORK / "nginx.conf").write_text(
        f"pid {WORK.resolve()}/nginx.pid;\nerror_log {WORK.resolve()}/nginx.log;\ndaemon off;\n" + moved("nginx.conf"))
    (WORK / "haproxy.cfg").write_text(moved("haproxy.cfg"))
    (WORK / "envoy.yaml").write_text(moved("envoy.yaml"))
    envoy = Path(sys.executable).parent / "envoy"
    for name, command in {
        "nginx": ["/usr/sbin/nginx", "-p", str(WORK.resolve()), "-c", str((WORK / "nginx.conf").resolve())],
        "haproxy": ["/usr/sbin/haproxy", "-db", "-f", str(WORK / "haproxy.cfg")],
        "envoy": [str(envoy), "-c", str(WORK / "envoy.yaml"), "--concurrency", "1", "-l", "warning", "--use-dynamic-base-id"],
    }.items():
        log = open(WORK / f"{name}.out", "wb")
        started.append(subprocess.Popen(command, stdout=log, stderr=log))


def await_paths(calls):
    end = time.monotonic() + PATIENCE
    for proxy, door, call in calls:
        good = 0
        while good < 4:
            try:
                call()
                good += 1
            except Exception as cause:
                if time.monotonic() > end:
                    raise SystemExit(f"{door} through {proxy} does not work: {cause}")
                time.sleep(0.3)


def main():
    backend = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    backend.daemon_threads = True
    threading.Thread(target=backend.serve_forever, daemon=True).start()
    gateways = [Gateway(name, backend.server_address[1]) for name in GATEWAYS]
    proxies = []
    try:
        for gateway in gateways:
            gateway.start()
        start_proxies(proxies)
        makers = {"REST": rest_call, "gRPC": grpc_call}
        paths = [
            (proxy, door, port)
            for proxy, ports in PROXIES.items()
            for door, port in zip(makers, (PORTS[one] for one in ports))
        ]
        await_paths([(proxy, door, makers[door](port)) for proxy, door, port in paths])
        callers = [Caller(proxy, door, makers[door](port)) for proxy, door, port in paths for _ in range(CALLERS)]
        for caller in callers:
            caller.start()
        time.sleep(2)
        wrong = []
        for gateway in gateways:
            before = {caller: caller.calls for caller in callers}
            unready, scraped = gateway.end()
            print(f"{gateway.name} gateway: drained with status {gateway.process.returncode}; /readyz said so {unready} times on"
                  f" new connections, metrics answered {scraped} of them")
            if unready < 3 or scraped < unready - 1:  # the door may close between the two questions
                wrong.append(f"the operators' door of the {gateway.name} gateway did not answer to the end")
            if any(caller.calls - before[caller] < 10 for caller in callers):
                wrong.append(f"a caller made fewer than 10 calls while the {gateway.name} gateway drained: nothing was shown")
            gateway.start()
            time.sleep(SETTLE)
        for caller in callers:
            caller.stopped = True
        for caller in callers:
            caller.join(PATIENCE)
        for proxy, door, _ in paths:
            own = [caller for caller in callers if (caller.proxy, caller.door) == (proxy, door)]
            failed = sum(caller.failed for caller in own)
            print(f"{proxy:8} {door:5} {sum(caller.calls for caller in own):6} calls, {failed} failed")
            if failed:
                wrong.append(f"{door} through {proxy}: " + "; ".join([one for caller in own for one in caller.failures][:5]))
        if wrong:
            print("\n".join(wrong))
            return 1
        return 0
    finally:
        for process in [*proxies, *(gateway.process for gateway in gateways if gateway.process)]:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL if process not in proxies else signal.SIGTERM)
        for process in proxies:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


if __name__ == "__main__":
    sys.exit(main())
