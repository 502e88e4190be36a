"""Every call of OpenAI's Python client against a Hearth server: url and token as arguments, one JSON object as output."""

import json
import math
import sys

import openai

url, token = sys.argv[1:3]
client = openai.OpenAI(base_url=url, api_key=token, max_retries=0)
chat = "@hearth/smollm2-135m-instruct"
messages = [
    {"role": "system", "content": "You are a helpful assistant."},
    {"role": "user", "content": "What is the capital of France?"},
]
ask = {"model": chat, "messages": messages, "max_completion_tokens": 40, "temperature": 0, "seed": 1}
found = {"models": [model.id for model in client.models.list()]}
assert client.models.retrieve(chat).id == chat

whole = client.chat.completions.create(**ask)
found["chat"] = whole.choices[0].message.content
found["usage"] = whole.usage.total_tokens
streamed = ""
with client.chat.completions.create(**ask, stream=True, stream_options={"include_usage": True}) as chunks:
    for chunk in chunks:
        if chunk.choices:
            streamed += chunk.choices[0].delta.content or ""
        if chunk.usage:
            assert chunk.usage.total_tokens == whole.usage.total_tokens
found["streamed"] = streamed

weighed = {**ask, "logprobs": True, "top_logprobs": 3}
likely = client.chat.completions.create(**weighed).choices[0].logprobs.content
assert "".join(one.token for one in likely) == found["chat"]
assert all(len(one.top_logprobs) == 3 and one.token == one.top_logprobs[0].token for one in likely)
with client.chat.completions.create(**weighed, stream=True) as chunks:
    pieces = [chunk.choices[0].logprobs for chunk in chunks]
    streamed = [one.logprob for piece in pieces if piece for one in piece.content]
assert streamed == [one.logprob for one in likely]
found["logprobs"] = [likely[0].token, round(math.exp(likely[0].top_logprobs[0].logprob), 1)]

legacy = client.completions.create(model=chat, prompt="Say hello.", logprobs=2, temperature=0).choices[0]
assert [legacy.text[at:] for at in legacy.logprobs.text_offset][-1] == legacy.logprobs.tokens[-1]
assert all(2 <= len(top) <= 3 for top in legacy.logprobs.top_logprobs)

found["completion"] = client.completions.create(model=chat, prompt="Say hello.").choices[0].text
pieces = client.completions.create(model=chat, prompt="Say hello.", stream=True)
assert "".join(piece.choices[0].text for piece in pieces)

embed = {"model": "@hearth/all-minilm-l6-v2", "input": ["a text", "another"]}
packed = client.embeddings.create(**embed).data
plain = client.embeddings.create(**embed, encoding_format="float").data
found["embeddings"] = {
    "rows": len(packed),
    "size": len(packed[0].embedding),
    "same": all(math.isclose(a, b, abs_tol=1e-6) for a, b in zip(packed[1].embedding, plain[1].embedding)),
}

say = {"model": "@hearth/piper-en-us-joe", "voice": "joe", "input": "Hello."}
found["speech"] = client.audio.speech.create(**say, response_format="wav").read()[:4].decode()
assert client.audio.speech.create(**say, response_format="flac").read()[:4] == b"fLaC"
with client.audio.speech.with_streaming_response.create(**say, response_format="opus") as sound:
    assert sound.headers["content-type"] == "audio/ogg; codecs=opus"
    assert b"".join(sound.iter_bytes())[:4] == b"OggS"
with client.audio.speech.with_streaming_response.create(**say, response_format="pcm") as sound:
    assert sum(len(piece) for piece in sound.iter_bytes()) > 1000
events = client.audio.speech.create(**say, response_format="wav", stream_format="sse").read()
found["events"] = b'"speech.audio.done"' in events


def failing(work):
    try:
        work()
    except openai.APIStatusError as error:
        return [type(error).__name__, error.code]


stranger = openai.OpenAI(base_url=url, api_key="wrong", max_retries=0)
found["errors"] = [
    failing(lambda: client.chat.completions.create(**{**ask, "model": "@hearth/none"})),
    failing(lambda: client.chat.completions.create(**{**ask, "temperature": 9}, stream=True)),
    failing(lambda: client.audio.speech.create(**say, response_format="mp3")),
    failing(lambda: stranger.models.list()),
]
print(json.dumps(found))
