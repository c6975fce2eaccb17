"""Ray Serve: applications behind its gRPC proxy with the Open Inference Protocol mounted, and one over HTTP."""

import signal
import sys
import threading

import common
import inference_pb2 as oip
import ray
from ray import serve
from ray.serve.config import HTTPOptions, gRPCOptions


@serve.deployment(num_replicas=1, max_ongoing_requests=16, ray_actor_options={"num_cpus": 0})
class Intent:
    def __init__(self, name):
        self.name = name
        if name == "late":
            common.wait_for_gate()

    async def ModelInfer(self, request):
        tensor = next(t for t in request.inputs if t.name == "text")
        if list(tensor.shape) not in ([1], [1, 1]):
            raise ValueError(f"wanted the shape [1], got {list(tensor.shape)}")
        row = await common.classify(tensor.contents.bytes_contents[0].decode())
        reply = oip.ModelInferResponse(model_name=self.name, model_version="1", id=request.id)
        probabilities = reply.outputs.add(name="probabilities", datatype="FP32", shape=[1, 3])
        probabilities.contents.fp32_contents.extend(row)
        return reply

    async def ModelReady(self, request):
        return oip.ModelReadyResponse(ready=True)

    async def __call__(self, request):
        text = (await request.json())["text"]
        row = await common.classify(text)
        best = row.index(max(row))
        return {"label": common.LABELS[best], "sure": row[best]}


@serve.deployment(num_replicas=1, max_ongoing_requests=16, ray_actor_options={"num_cpus": 0})
class Batched:
    @serve.batch(max_batch_size=8, batch_wait_timeout_s=0.3)
    async def together(self, texts):
        common.note(f"batch {len(texts)}")
        return [common.scores(text) for text in texts]

    async def ModelInfer(self, request):
        row = await self.together(request.inputs[0].contents.bytes_contents[0].decode())
        reply = oip.ModelInferResponse(model_name="batched", model_version="1", id=request.id)
        reply.outputs.add(name="probabilities", datatype="FP32", shape=[1, 3]).contents.fp32_contents.extend(row)
        return reply

    async def ModelReady(self, request):
        return oip.ModelReadyResponse(ready=True)


def main(grpc_port, http_port, folder):
    ray.init(
        num_cpus=2, object_store_memory=80_000_000, include_dashboard=False, _temp_dir=folder, log_to_driver=False,
        configure_logging=False,
    )
    serve.start(
        http_options=HTTPOptions(host="127.0.0.1", port=http_port),
        grpc_options=gRPCOptions(
            port=grpc_port,
            grpc_servicer_functions=["inference_pb2_grpc.add_GRPCInferenceServiceServicer_to_server"],
        ),
    )
    serve.run(Intent.bind("intent"), name="intent", route_prefix="/intent")
    serve.run(Batched.bind(), name="batched", route_prefix="/batched")
    print("serving", flush=True)

    def bring_late():
        serve.run(Intent.bind("late"), name="late", route_prefix="/late")

    threading.Thread(target=bring_late, daemon=True).start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    ray.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
