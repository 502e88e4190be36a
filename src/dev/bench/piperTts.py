"""Piper by its own Python package, for comparison. One text and perhaps an output file a line on stdin, one answer a line on stdout, as JSON."""

import json
import sys
import time
import wave

import onnxruntime
from piper import PiperVoice

model, threads = sys.argv[1], int(sys.argv[2])
voice = PiperVoice.load(model)
# its own loader leaves the number of threads to the runtime
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
voice.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

for line in sys.stdin:
    request = json.loads(line)
    began = time.perf_counter()
    chunks = list(voice.synthesize(request["text"]))
    ms = (time.perf_counter() - began) * 1000
    frames = sum(len(chunk.audio_float_array) for chunk in chunks)
    rate = chunks[0].sample_rate if chunks else 1
    if request.get("output"):
        with wave.open(request["output"], "wb") as file:
            file.setparams((1, 2, rate, 0, "NONE", ""))
            for chunk in chunks:
                file.writeframes(chunk.audio_int16_bytes)
    print(json.dumps({"ms": ms, "seconds": frames / rate}), flush=True)
