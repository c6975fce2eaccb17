"""Ray Serve 2.60.0: applications behind its gRPC proxy with the Open Inference Protocol mounted."""

from concurrent.futures import ThreadPoolExecutor

from process import Process, free_ports, until
from server import HERE, Server, open_inference, python, same

CLASSES = "{ scores: probabilities, labels: [invoice, refund, other] }"


class RayServe(Server):
    name, key = "Ray Serve 2.60.0", "ray"
    cancelled = True
    # A model's own complaint is INTERNAL with a traceback, whatever it is about.
    misshapen = ("backend-error",)

    def start(self):
        self.rpc, self.http = free_ports(2)
        server = Process(
            [python(self.venv), HERE / "models" / "ray_server.py", str(self.rpc), str(self.http), self.folder / "r"],
            self.folder / "server.log", {**self.environment(), "RAY_USAGE_STATS_ENABLED": "0"}, self.folder,
        )
        self.processes.append(server.start())

    def backends(self):
        def application(name, app, more=""):
            return open_inference(self.rpc, name, app, CLASSES, f"headers: {{ application: {app} }}\n{more}")

        return (
            application("intent", "intent")
            + application("late", "late")
            + application("nosuch", "nosuch")
            + application("misshapen", "intent", "inputs: { text: { datatype: BYTES, shape: [1, 1, 1] } }")
            + application("batched", "batched")
            + open_inference(self.rpc, "renamed", "other", CLASSES, "headers: { application: intent }")
            + f"""\
  web:
    protocol: http-json
    url: "http://127.0.0.1:{self.http}/intent"
    confidence: /sure
    readiness: /-/healthz
    most: 20s
"""
        )

    def happy(self, gateway):
        over_http = gateway.call("web", {"text": "refund it"})
        same(f"status of {over_http}", over_http.status, 200)
        self.is_refund(over_http.answer, over_http.body.get("confidence"))
        return super().happy(gateway) + ", Ray's gRPC and HTTP"

    def unknown_model(self, gateway):
        """Also: an application that answers in the name of another model, as a single one does for every name."""
        self.fails(gateway, "renamed", self.ask("refund it"), ("bad-reply",))
        return super().unknown_model(gateway) + "; bad-reply for another's answer"

    def loading(self, gateway):
        """While an application is being deployed, its calls wait for as long as they may; then they are answered."""
        reply = self.fails(gateway, "late", self.ask("refund it"), ("timed-out", "not-ready"), 2)
        same("health while it loads", gateway.is_ready("late"), False)
        self.open_gate()
        until("the application answers once it is deployed",
              lambda: gateway.call("late", self.ask("refund it")).status == 200, 60, self.processes[0])
        return reply.reason + ", then 200"

    def batch(self, gateway):
        with ThreadPoolExecutor(6) as pool:
            replies = list(pool.map(lambda _: gateway.call("batched", self.ask("refund it")), range(6)))
        for reply in replies:
            same(f"status of {reply}", reply.status, 200)
            same("confidence", reply.body.get("confidence"), 0.75)
        return "6 calls in batches of " + self.batches(6)
