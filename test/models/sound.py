"""Reads sound files with libsndfile, a decoder of others: paths as arguments, one JSON object as output."""

import json
import sys

import soundfile

wav, flac, opus = (soundfile.read(path, dtype="int16") for path in sys.argv[1:4])
rates = [rate for _, rate in (wav, flac, opus)]
seconds = [round(len(samples) / rate, 3) for samples, rate in (wav, flac, opus)]


def loudness(samples, rate):
    """Of each twentieth of a second, 0 … 1."""
    step = rate // 20
    return [
        float((samples[at : at + step].astype(float) ** 2).mean()) ** 0.5 / 32768
        for at in range(0, len(samples) - step, step)
    ]


pairs = zip(loudness(*wav), loudness(*opus))
print(
    json.dumps(
        {
            "same": bool((wav[0] == flac[0]).all()),
            "rates": rates,
            "seconds": seconds,
            "farthest": max(abs(a - b) for a, b in pairs),
            "loudest": max(loudness(*wav)),
        }
    )
)
