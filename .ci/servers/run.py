"""Runs the cases of the servers named on the command line, each in a gateway of its own, and prints the table."""

import importlib
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gateway import Gateway
from server import CASES

SERVERS = {
    "mlserver": ("mlserver", "MlServer", "mlserver"),
    "mlserver-sklearn": ("mlserver", "MlServerSklearn", "mlserver"),
    "kserve": ("kserve_sdk", "KServe", "kserve"),
    "triton": ("triton", "Triton", "triton"),
    "ray": ("ray_serve", "RayServe", "ray"),
    "bentoml": ("bento", "BentoML", "bentoml"),
    "litellm": ("litellm_llama", "LiteLlm", "litellm"),
    "torchserve": ("torch_serve", "TorchServe", "torchserve"),
}


def run(root, venvs, key):
    """Runs all cases of one server: its name, what each case said or failed with, and the seconds that it took."""
    module, kind, venv = SERVERS[key]
    results, begun, name = {}, time.monotonic(), key
    with tempfile.TemporaryDirectory(prefix="sv-") as temporary:
        folder = Path(temporary)
        server = None
        try:
            server = getattr(importlib.import_module("cases." + module), kind)(root, folder, venvs / venv)
            name = server.name
            server.start()
            with Gateway(root, folder, server.backends(), server.routes(), server.secrets) as gateway:
                server.ready(gateway)
                for case in CASES:
                    at = time.monotonic()
                    try:
                        results[case] = (True, server.run(case, gateway))
                    except Exception as wrong:
                        results[case] = (False, "".join(traceback.format_exception_only(wrong)).strip())
                    print(f"{key:17} {case:8} {'ok  ' if results[case][0] else 'FAIL'} "
                          f"{time.monotonic() - at:5.1f} s  {results[case][1]}", flush=True)
        except Exception:
            print(f"{key}: it did not come up:\n{traceback.format_exc()}", flush=True)
        finally:
            if server is not None:
                server.end()
        if len(results) < len(CASES) or not all(ok for ok, _ in results.values()):
            for log in sorted(folder.glob("*.log")):
                print(f"--- {key}, end of {log.name}:")
                print("\n".join(log.read_text(errors="replace").splitlines()[-40:]), flush=True)
    return name, results, time.monotonic() - begun


def main(root, venvs, at_once, keys):
    with ThreadPoolExecutor(at_once) as pool:
        done = list(pool.map(lambda key: run(root, venvs, key), keys))
    print("\n| server | " + " | ".join(CASES) + " | seconds |\n| --- |" + " --- |" * (len(CASES) + 1))
    for name, results, seconds in done:
        cells = [(said if ok else "**FAILED**") for ok, said in (results.get(c, (False, "")) for c in CASES)]
        print(f"| {name} | " + " | ".join(cells) + f" | {seconds:.0f} |")
    passed = sum(ok for _, results, _ in done for ok, _ in results.values())
    wanted = len(keys) * len(CASES)
    print(f"\n{passed} passed, {wanted - passed} failed", flush=True)
    return 0 if passed == wanted else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
