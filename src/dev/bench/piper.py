"""Piper by its own Python package, for comparison. One text a line on stdin, one answer a line on stdout, as JSON."""

import json
import sys
import time

import onnxruntime
from piper import PiperVoice

model, threads = sys.argv[1], int(sys.argv[2])
voice = PiperVoice.load(model)
# its own loader leaves the number of threads to the runtime
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
voice.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

for line in sys.stdin:
    began = time.perf_counter()
    frames = 0
    rate = 0
    for chunk in voice.synthesize(json.loads(line)):
        frames += len(chunk.audio_float_array)
        rate = chunk.sample_rate
    ms = (time.perf_counter() - began) * 1000
    print(json.dumps({"ms": ms, "seconds": frames / rate}), flush=True)
