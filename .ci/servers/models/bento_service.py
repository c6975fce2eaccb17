"""A BentoML service: JSON and plain text over HTTP, a method that takes batches, a service that loads late."""

import os

import bentoml
import common


@bentoml.service(traffic={"timeout": 30, "max_concurrency": 64}, workers=1)
class Intent:
    def __init__(self):
        if os.environ.get("SERVERS_LATE"):
            common.wait_for_gate()

    @bentoml.api
    async def classify(self, text: str) -> dict:
        row = await common.classify(text)
        best = row.index(max(row))
        return {"label": common.LABELS[best], "sure": row[best]}

    @bentoml.api
    def summary(self, text: str) -> str:
        return "Summary: " + text

    @bentoml.api(batchable=True, max_batch_size=8, max_latency_ms=5000)
    def batched(self, texts: list[str]) -> list[float]:
        common.note(f"batch {len(texts)}")
        return [max(common.scores(text)) for text in texts]
