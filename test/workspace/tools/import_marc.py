"""Reads catalogue records in MARC 21 from another library and writes them as JSON lines."""

import json
import sys

FIELD_END = b"\x1e"
SUBFIELD = b"\x1f"


def records(data: bytes):
    """Yield each record's raw bytes; the first five characters of a record are its length."""
    start = 0
    while start < len(data):
        length = int(data[start : start + 5])
        yield data[start : start + length]
        start += length


def field(record: bytes, wanted: str) -> str:
    """The first subfield of a field such as 245 (title), or an empty string."""
    base = int(record[12:17])
    for at in range(24, base - 1, 12):
        tag = record[at : at + 3].decode()
        length, start = int(record[at + 3 : at + 7]), int(record[at + 7 : at + 12])
        if tag == wanted:
            parts = record[base + start : base + start + length].rstrip(FIELD_END).split(SUBFIELD)
            return parts[1][1:].decode("utf-8") if len(parts) > 1 else ""
    return ""


if __name__ == "__main__":
    for raw in records(open(sys.argv[1], "rb").read()):
        print(json.dumps({"isbn": field(raw, "020"), "name": field(raw, "245"), "author": field(raw, "100")}))
