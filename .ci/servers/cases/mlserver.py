"""MLServer 1.7.1: a custom runtime that takes texts, and scikit-learn's own that takes two-dimensional numbers."""

import json
import time
import urllib.request

from process import Process, free_ports, until
from server import HERE, Server, has, open_inference, python, same

TEXT = [{"name": "text", "datatype": "BYTES", "shape": [-1]}]


class MlServer(Server):
    name, key = "MLServer 1.7.1, custom runtime", "mlserver"

    def models(self):
        """Settings of each model; `late` has workers of its own, for a worker loads one model after the other."""
        custom = {"implementation": "mlserver_runtime.Intent", "inputs": TEXT}
        late = {**custom, "parameters": {"inference_pool_gid": "late"}}
        return {"intent": custom, "late": late}

    def start(self):
        http, self.rpc, metrics = free_ports(3)
        self.http = http
        for name, settings in self.models().items():
            (self.folder / name).mkdir()
            (self.folder / name / "model-settings.json").write_text(json.dumps({"name": name, **settings}))
        (self.folder / "settings.json").write_text(
            json.dumps({"host": "127.0.0.1", "http_port": http, "grpc_port": self.rpc, "metrics_port": metrics,
                        "parallel_workers": 1})
        )
        server = Process([self.venv / "bin" / "mlserver", "start", self.folder], self.folder / "server.log",
                         self.environment(), self.folder)
        self.processes.append(server.start())

    def backends(self):
        return (
            open_inference(self.rpc, "intent", "intent")
            + open_inference(self.rpc, "late", "late")
            + open_inference(self.rpc, "nosuch", "nosuch")
            + open_inference(self.rpc, "misshapen", "intent", more="inputs: { text: { datatype: BYTES, shape: [2, 3] } }")
            + open_inference(self.rpc, "batched", "intent", "{ fields: { probabilities: probabilities } }")
        )

    def batch(self, gateway):
        reply = gateway.call("batched", {"text": ["invoice it", "refund it"]})
        same(f"status of {reply}", reply.status, 200)
        same("probabilities", reply.answer["probabilities"], [0.75, 0.125, 0.125, 0.125, 0.75, 0.125])
        return "two texts, six scores"


class MlServerSklearn(MlServer):
    name, key = "MLServer 1.7.1, scikit-learn 1.9.1", "mlserver-sklearn"
    misshapen = ("backend-error",)  # scikit-learn throws, which MLServer tells as INTERNAL

    def models(self):
        sklearn = {"implementation": "mlserver_sklearn.SKLearnModel", "parameters": {"uri": "../model.joblib"}}
        inputs = [{"name": "measures", "datatype": "FP64", "shape": [-1, 3]}]
        return {"intent": {**sklearn, "inputs": inputs}, "late": {**sklearn, "inputs": inputs}, "bare": sklearn}

    def start(self):
        self.run_to_end([python(self.venv), HERE / "models" / "sklearn_model.py", self.folder / "model.joblib"])
        super().start()

    def backends(self):
        proba = "{ scores: predict_proba, labels: [other, invoice, refund] }"

        def backend(name, model, more=""):
            return open_inference(self.rpc, name, model, proba, more)

        return (
            backend("intent", "intent")
            + backend("late", "late")
            + backend("nosuch", "nosuch")
            + backend("bare", "bare", "inputs: { measures: { datatype: FP64, shape: [1, -1] } }")
            + backend("leading", "bare", "batch: true\ninputs: { measures: { datatype: FP32 } }")
            + backend("misshapen", "intent", "inputs: { measures: { datatype: FP64, shape: [-1] } }")
            + open_inference(self.rpc, "batched", "intent", "{ fields: { classes: predict } }")
        )

    def ask(self, text):
        return {"measures": [1000, 0, 0] if text.startswith("throw") else [0, 10, -5]}

    def is_refund(self, answer, confidence):
        same("label", answer.get("label"), "refund")
        if not 0.9 < confidence <= 1:
            raise AssertionError(f"confidence: {confidence}")

    def happy(self, gateway):
        for route in ("bare", "leading"):
            reply = gateway.call(route, self.ask("refund it"))
            same(f"status of {route}: {reply}", reply.status, 200)
            self.is_refund(reply.answer, reply.body.get("confidence"))
        return super().happy(gateway)

    def loading(self, gateway):
        """Unloaded and loaded again by MLServer's repository API, which is how its users bring new models in."""
        self.repository("unload")
        until("the model is gone", lambda: gateway.call("late", self.ask("refund it")).status != 200, 20)
        self.fails(gateway, "late", self.ask("refund it"), ("not-ready",))
        until("health without it", lambda: not gateway.is_ready("late"), 20)  # it is kept for a second
        self.repository("load")
        until("the model answers once it is loaded", lambda: gateway.call("late", self.ask("refund it")).status == 200, 60)
        return "not-ready, then 200"

    def repository(self, what):
        urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{self.http}/v2/repository/models/late/{what}", b"{}",
                                   {"Content-Type": "application/json"}), timeout=60).close()

    def shape(self, gateway):
        has("health", gateway.health("misshapen"), "the model wants [-1,3]")
        return super().shape(gateway)

    def batch(self, gateway):
        reply = gateway.call("batched", {"measures": [[0, 10, -5], [10, 0, 5]]})
        same(f"status of {reply}", reply.status, 200)
        same("classes", reply.answer["classes"], [2, 1])
        return "two rows, two classes"

    def cancel(self, gateway):
        number = 2000 + time.monotonic_ns() % 100_000
        return self.cancels(gateway, {"measures": [number, 0, 0]}, f"slow-{number}")
