"""A running gateway: `./spillway serve` with a configuration file, called over both doors."""

import json
import signal
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

import grpc
from google.protobuf import duration_pb2, json_format, struct_pb2
from spillway.v1 import orchestrator_pb2, orchestrator_pb2_grpc

from process import Process, free_ports, until

BUDGET = "15s"


@dataclass
class Reply:
    """What came back from one call: the HTTP status, the body, and how long it took."""

    status: int
    body: dict
    seconds: float

    @property
    def answer(self):
        return self.body.get("answer")

    @property
    def reason(self):
        """Why there is no answer: the last word of the problem's type."""
        return self.body.get("type", "").removeprefix("urn:spillway:problem:")

    @property
    def detail(self):
        return self.body.get("detail", "")

    def __str__(self):
        return f"{self.status} after {self.seconds:.2f} s: {json.dumps(self.body)[:1500]}"


class Gateway:
    def __init__(self, root, folder, backends, routes, env=None):
        self.root, self.folder = root, folder
        rest, rpc, operator = free_ports(3)
        self.rest, self.operator = f"http://127.0.0.1:{rest}", f"http://127.0.0.1:{operator}"
        self.config = folder / "spillway.yaml"
        self.config.write_text(
            f"listen:\n  grpc: {{ address: \"127.0.0.1:{rpc}\" }}\n  rest: {{ address: \"127.0.0.1:{rest}\" }}\n"
            f"  operator: {{ address: \"127.0.0.1:{operator}\" }}\n"
            + "backends:\n" + backends + "routes:\n" + routes
        )
        self.channel = grpc.insecure_channel(f"127.0.0.1:{rpc}")
        self.orchestrator = orchestrator_pb2_grpc.OrchestratorStub(self.channel)
        self.process = Process([root / "spillway", "serve", "--config", self.config], folder / "gateway.log",
                               env, root)

    def __enter__(self):
        self.process.start()
        until("the gateway is ready", lambda: self._get("/readyz")[0] == 200, 60, self.process)
        return self

    def __exit__(self, *_):
        self.channel.close()
        self.process.end(sign=signal.SIGTERM)

    def _get(self, path):
        try:
            with urllib.request.urlopen(self.operator + path, timeout=10) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as status:
            return status.code, status.read().decode()

    def backends(self):
        """What `/healthz` says of each backend, by its name."""
        return json.loads(self._get("/healthz")[1])["backends"]

    def health(self, backend):
        """What `/healthz` says of a backend."""
        return self.backends()[backend]["detail"]

    def is_ready(self, backend):
        """Whether `/healthz` says that a backend is ready."""
        return self.backends()[backend]["ready"]

    def call(self, route, fields, budget=BUDGET):
        """One call over REST."""
        request = urllib.request.Request(
            f"{self.rest}/v1/routes/{route}:execute", json.dumps({"input": fields}).encode(),
            {"Content-Type": "application/json", "Spillway-Budget": budget},
        )
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                status, body = reply.status, reply.read()
        except urllib.error.HTTPError as failed:
            status, body = failed.code, failed.read()
        return Reply(status, json.loads(body), time.monotonic() - begun)

    def call_grpc(self, route, fields, seconds=15):
        """One call over gRPC; raises `grpc.RpcError` if it fails."""
        given = struct_pb2.Struct()
        json_format.ParseDict(fields, given)
        reply = self.orchestrator.Execute(
            orchestrator_pb2.ExecuteRequest(
                route=route, input=given, budget=duration_pb2.Duration(seconds=seconds)
            ),
            timeout=seconds + 5,
        )
        return json_format.MessageToDict(reply)
