"""semble's search by words and its ranking rules, for comparison. One folder or question a line on stdin, one answer a line on stdout, as JSON."""

import json
import sys
import tempfile
import time

import numpy
from model2vec import StaticModel
from semble import SembleIndex
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

# its own encoder lies on the hub; with alpha=0 no vector counts, so that any encoder will do
tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "[PAD]": 1}, unk_token="[UNK]"))
tokenizer.pre_tokenizer = Whitespace()
encoder = tempfile.mkdtemp()
StaticModel(vectors=numpy.ones((2, 8), dtype=numpy.float32), tokenizer=tokenizer).save_pretrained(encoder)

index = None
for line in sys.stdin:
    request = json.loads(line)
    began = time.perf_counter()
    if "folder" in request:
        index = SembleIndex.from_path(request["folder"], model_path=encoder)
        answer = {"paths": []}
    else:
        hits = index.search(request["query"], top_k=50, alpha=0.0)
        answer = {"paths": list(dict.fromkeys(hit.chunk.file_path for hit in hits))}
    answer["ms"] = (time.perf_counter() - began) * 1000
    print(json.dumps(answer), flush=True)
