"""Triton, by pytriton: a model of [-1, 3] numbers that takes batches, one of texts that does not, one that comes late."""

import signal
import sys
import threading

import common
import numpy as np
from pytriton.decorators import batch
from pytriton.model_config import DynamicBatcher, ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig


def texts_of(array):
    return [t.decode() for t in np.asarray(array).flatten().tolist()]


def intent(requests):
    """Not batching: a tensor of one text each."""
    answers = []
    for request in requests:
        rows = [common.classify_blocking(text) for text in texts_of(request["text"])]
        answers.append(
            {
                "probabilities": np.array(rows[0], dtype=np.float32),
                "labels": np.array([label.encode() for label in common.LABELS]),
            }
        )
    return answers


@batch
def batched(text):
    """Batching: Triton puts calls that come together into one of [n, 1]."""
    common.note(f"batch {len(text)}")
    rows = [common.classify_blocking(t) for t in texts_of(text)]
    return {"probabilities": np.array(rows, dtype=np.float32)}


@batch
def measures(features):
    return {"probabilities": np.eye(3, dtype=np.float32)[np.argmax(features, axis=1)] * 0.5 + 0.125}


def main(http_port, grpc_port, metrics_port):
    triton = Triton(
        config=TritonConfig(
            http_address="127.0.0.1", http_port=http_port, grpc_address="127.0.0.1", grpc_port=grpc_port,
            metrics_port=metrics_port, allow_metrics=False,
        )
    )
    text = Tensor(name="text", dtype=bytes, shape=(1,))
    probabilities = Tensor(name="probabilities", dtype=np.float32, shape=(3,))
    labels = Tensor(name="labels", dtype=bytes, shape=(3,))
    plain = ModelConfig(batching=False)
    many = ModelConfig(max_batch_size=8, batcher=DynamicBatcher(max_queue_delay_microseconds=300_000))

    def bind_late():
        common.wait_for_gate()
        triton.bind("late", intent, [text], [probabilities, labels], config=plain)

    with triton:
        triton.bind("intent", intent, [text], [probabilities, labels], config=plain)
        triton.bind("batched", batched, [text], [probabilities], config=many)
        triton.bind(
            "measures", measures, [Tensor(name="features", dtype=np.float32, shape=(3,))], [probabilities],
            config=ModelConfig(max_batch_size=8),
        )
        triton.run()
        threading.Thread(target=bind_late, daemon=True).start()
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
