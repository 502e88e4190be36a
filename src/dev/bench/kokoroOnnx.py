"""Kokoro by its usual Python package, for comparison. One text and perhaps an output file a line on stdin, one answer a line on stdout, as JSON."""

import json
import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy
import onnxruntime
from kokoro_onnx import Kokoro

model, voice, threads = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
# its own loader leaves the number of threads to the runtime
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
with tempfile.TemporaryDirectory() as folder:
    # it reads its voices from one archive, a name each
    voices = Path(folder) / "voices.npz"
    style = numpy.fromfile(voice, dtype="<f4").reshape(-1, 1, 256)
    numpy.savez(voices, **{voice.stem: style})
    kokoro = Kokoro.from_session(session, str(voices))

    for line in sys.stdin:
        request = json.loads(line)
        began = time.perf_counter()
        samples, rate = kokoro.create(request["text"], voice=voice.stem, lang="en-us")
        ms = (time.perf_counter() - began) * 1000
        if request.get("output"):
            with wave.open(request["output"], "wb") as file:
                file.setparams((1, 2, rate, 0, "NONE", ""))
                file.writeframes((numpy.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        print(json.dumps({"ms": ms, "seconds": len(samples) / rate}), flush=True)
