"""llama.cpp by its own Python binding, for comparison. One question a line on stdin, one answer a line on stdout, as JSON."""

import json
import sys
import time

from llama_cpp import Llama

model, flash = sys.argv[1], sys.argv[2] == "flash"
llama = Llama(model, n_ctx=2048, n_batch=512, flash_attn=flash, verbose=False)

for line in sys.stdin:
    question = json.loads(line)
    llama._ctx.set_n_threads(question["threads"], question["threads"])
    tokens = llama.tokenize(question["prompt"].encode(), add_bos=False, special=True)
    llama.reset()
    began = time.perf_counter()
    first = last = began
    count = 0
    # the binding's fastest way: tokens, no text, no chat template, greedy
    for token in llama.generate(tokens, temp=0.0, repeat_penalty=1.0):
        last = time.perf_counter()
        if count == 0:
            first = last
        count += 1
        if count == question["tokens"] or token == llama.token_eos():
            break
    answer = {
        "prompt": len(tokens),
        "tokens": count,
        "firstMs": (first - began) * 1000,
        "perSecond": (count - 1) / (last - first) if count > 1 else 0,
    }
    print(json.dumps(answer), flush=True)
