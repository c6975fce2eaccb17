"""TorchServe 0.12.0 with the CPU torch of Debian 12: a handler behind its own service of the Open Inference Protocol."""

import json
import urllib.request

from process import Process, free_ports, until
from server import HERE, Server, open_inference, same


class TorchServe(Server):
    name, key = "TorchServe 0.12.0, torch 1.13.1", "torchserve"
    startup_seconds = 180
    # It tells neither: INTERNAL for a model that it does not know as for one that throws.
    misshapen = ("backend-error",)

    def start(self):
        self.rpc, management_rpc, http, self.management, metrics = free_ports(5)
        store = self.folder / "store"
        store.mkdir()
        for name in ("intent", "late"):
            self.run_to_end([
                self.venv / "bin" / "torch-model-archiver", "--model-name", name, "--version", "1.0", "--handler",
                HERE / "models" / "torch_handler.py", "--extra-files", HERE / "models" / "common.py",
                "--export-path", store,
            ])
        (self.folder / "config.properties").write_text(f"""\
inference_address=http://127.0.0.1:{http}
management_address=http://127.0.0.1:{self.management}
metrics_address=http://127.0.0.1:{metrics}
grpc_inference_address=127.0.0.1
grpc_management_address=127.0.0.1
grpc_inference_port={self.rpc}
grpc_management_port={management_rpc}
default_workers_per_model=1
disable_token_authorization=true
enable_model_api=true
""")
        server = Process(
            [self.venv / "bin" / "torchserve", "--start", "--foreground", "--ncs", "--model-store", store,
             "--models", "intent=intent.mar", "--ts-config", self.folder / "config.properties"],
            self.folder / "server.log",
            {**self.environment(), "TS_OPEN_INFERENCE_PROTOCOL": "oip", "LOG_LOCATION": str(self.folder / "logs"),
             "METRICS_LOCATION": str(self.folder / "logs"), "TEMP": str(self.folder)},
            self.folder,
        )
        self.processes.append(server.start())

    def backends(self):
        def torch(name, model, reply="{ scores: probabilities, labelsFrom: labels }", more=""):
            return open_inference(self.rpc, name, model, reply, "dialect: torchserve\n" + more)

        return (
            torch("intent", "intent")
            + torch("late", "late")
            + torch("nosuch", "nosuch")
            + torch("misshapen", "intent", more="inputs: { text: { datatype: BYTES, shape: [1, 1, 1] } }")
            + torch("batched", "intent", "{ fields: { probabilities: probabilities } }")
        )

    def manage(self, method, path):
        with urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{self.management}{path}", method=method), timeout=60
        ) as reply:
            return json.loads(reply.read())

    def loading(self, gateway):
        """Registered without workers, as TorchServe brings models in; then one worker is asked for."""
        self.open_gate()
        self.manage("POST", "/models?url=late.mar&initial_workers=0")
        reply = self.fails(gateway, "late", self.ask("refund it"), ("not-ready",))
        until("health without workers", lambda: not gateway.is_ready("late"), 20)  # it is kept for a second
        self.manage("PUT", "/models/late?min_worker=1&synchronous=true")
        until("the model answers once it has a worker",
              lambda: gateway.call("late", self.ask("refund it")).status == 200, 60, self.processes[0])
        return reply.reason + ", then 200"

    def batch(self, gateway):
        reply = gateway.call("batched", {"text": ["invoice it", "refund it"]})
        same(f"status of {reply}", reply.status, 200)
        same("probabilities", reply.answer["probabilities"], [0.75, 0.125, 0.125, 0.125, 0.75, 0.125])
        return "two texts, six scores"
