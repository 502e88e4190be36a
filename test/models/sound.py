"""Reads sound files with libsndfile, a decoder of others: paths as arguments, the first three of one sound, one JSON object as output."""

import json
import sys

import soundfile

sounds = [soundfile.read(path, dtype="int16") for path in sys.argv[1:]]
wav, flac, opus = sounds[:3]


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
            "rates": [rate for _, rate in sounds],
            "seconds": [round(len(samples) / rate, 3) for samples, rate in sounds],
            "farthest": max(abs(a - b) for a, b in pairs),
            "loudest": max(loudness(*wav)),
        }
    )
)
