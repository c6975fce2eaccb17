"""LiteLLM 1.108.7 in front of llama.cpp's own server, which serves a tiny model of random weights."""

from concurrent.futures import ThreadPoolExecutor

from process import Process, free_ports, until
from server import Server, is_in, python, same

KEY = "sk-servers-cases-0123456789abcdef"  # of this test alone; LiteLLM refuses to start without one
SCHEMA = """{"type": "object", "properties": {"label": {"enum": ["invoice", "refund"]}}, "required": ["label"]}"""


class LiteLlm(Server):
    name, key = "LiteLLM 1.108.7 and llama.cpp", "litellm"
    # A model whose server is not up yet, and one that no one knows, are LiteLLM's own 500 and 400.
    unknown = ("rejected",)
    secrets = {"LITELLM_KEY": KEY}

    def start(self):
        self.port, self.llama_port, self.late_port = free_ports(3)
        (self.folder / "intent.json").write_text(SCHEMA)
        (self.folder / "litellm.yaml").write_text(f"""\
model_list:
  - {{ model_name: tiny, litellm_params: {{ model: openai/tiny, api_key: none, api_base: "http://127.0.0.1:{self.llama_port}/v1" }} }}
  - {{ model_name: late, litellm_params: {{ model: openai/tiny, api_key: none, api_base: "http://127.0.0.1:{self.late_port}/v1" }} }}
  - {{ model_name: throws, litellm_params: {{ model: openai/tiny, api_key: none, mock_response: litellm.InternalServerError }} }}
general_settings: {{ master_key: {KEY} }}
""")
        chat = self.root / ".ci" / "chat"
        llama = self.venv.parent / "llama"
        tiny = self.folder / "tiny.gguf"
        self.run_to_end([python(llama), chat / "tiny_model.py", tiny])
        lite = Process(
            [self.venv / "bin" / "litellm", "--config", "litellm.yaml", "--host", "127.0.0.1", "--port", str(self.port)],
            self.folder / "litellm.log", {**self.environment(), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}, self.folder,
        )
        self.llama, self.late = (
            Process([python(llama), chat / "serve.py", tiny, str(port)], self.folder / f"{name}.log", {}, self.folder)
            for name, port in (("llama", self.llama_port), ("late", self.late_port))
        )
        self.processes += [lite.start(), self.llama.start()]

    def backends(self):
        def chat(name, model, more=""):
            return f"""\
  {name}:
    protocol: openai-chat
    url: "http://127.0.0.1:{self.port}/v1"
    model: {model}
    headers: {{ x-litellm-num-retries: "0" }}
    messages: [{{ content: input.text }}]
    credentials: {{ env: LITELLM_KEY }}
    readiness: /health/liveliness
    most: 20s
""" + "".join(f"    {line}\n" for line in more.splitlines())

        json = "json: { schema: intent.json }\nmaxTokens: 60\nconfidence: { logprobs: mean, over: /label }"
        return (
            chat("intent", "tiny", json)
            + chat("late", "late", json)
            + chat("throws", "throws", json)
            + chat("nosuch", "nosuch", json)
            + chat("misshapen", "tiny", "maxTokens: 20\nextra: { top_p: warm }")
            + chat("endless", "tiny", "maxTokens: 8000")
        )

    def is_refund(self, answer, confidence):
        is_in("label", answer.get("label"), ("invoice", "refund"))
        if not 0 < confidence <= 1:
            raise AssertionError(f"confidence: {confidence}")

    def throws(self, gateway):
        """LiteLLM's own way to make a model fail; told once, for its retries are switched off."""
        reply = self.fails(gateway, "throws", self.ask("refund it"), ("backend-error",))
        if reply.seconds > 3:
            raise AssertionError(f"LiteLLM retried: {reply}")
        return "backend-error, not retried"

    def loading(self, gateway):
        reply = self.fails(gateway, "late", self.ask("refund it"), ("backend-error",))
        if reply.seconds > 3:
            raise AssertionError(f"LiteLLM retried: {reply}")
        self.processes.append(self.late.start())
        until("the model answers once it is loaded",
              lambda: gateway.call("late", self.ask("refund it")).status == 200, 60, self.late)
        return reply.reason + ", then 200"

    def batch(self, gateway):
        """Chat completions know no batches: many at once to a server with one slot."""
        with ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda n: gateway.call("intent", self.ask(f"refund {n}"), "30s"), range(8)))
        for reply in replies:
            same(f"status of {reply}", reply.status, 200)
        return "8 at once on one slot"

    def cancel(self, gateway):
        """The connection to LiteLLM is closed at the budget's end; whether LiteLLM tells llama.cpp is in the latter's log."""
        reply = gateway.call("endless", self.ask("refund it"), "700ms")
        same(f"status of {reply}", reply.status, 504)
        until("llama.cpp's one slot is free again",
              lambda: gateway.call("intent", self.ask("refund it"), "40s").status == 200, 60)
        cancelled = "cancel task" in self.llama.log.read_text(errors="replace")
        same("whether llama.cpp was told", cancelled, self.cancelled)
        return "work stops" if cancelled else "work runs on"
