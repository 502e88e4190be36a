"""Ray Serve with two replicas of one deployment, each in front of an OpenAI-compatible server of its own.

Arguments: port, a folder for notes, then two pairs of URL and token. It says on stdout when it is ready, and ends with
its stdin. Every request leaves the process id of its replica in the file "last" of the folder; the header X-Linger lets
the replica wait so many seconds before it asks its server.
"""

import asyncio
import os
import sys

import aiohttp
import ray
from ray import serve
from starlette.requests import Request
from starlette.responses import StreamingResponse

port, notes, *rest = sys.argv[1:]
servers = list(zip(rest[::2], rest[1::2]))


@serve.deployment(num_replicas=2, ray_actor_options={"num_cpus": 0}, health_check_period_s=1)
class Replica:
    def __init__(self, servers, notes):
        self.notes = notes
        self.url, self.token = servers[0 if self.is_first() else 1]
        self.session = None

    def is_first(self):
        try:
            os.mkdir(os.path.join(self.notes, "first"))
            return True
        except FileExistsError:
            return False

    async def __call__(self, request: Request):
        # it belongs to the loop of the requests
        self.session = self.session or aiohttp.ClientSession()
        body = await request.body()
        with open(os.path.join(self.notes, "last"), "w") as last:
            last.write(str(os.getpid()))
        await asyncio.sleep(float(request.headers.get("x-linger", 0)))
        answer = await self.session.post(
            self.url + request.url.path.removeprefix("/v1"),
            data=body,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        return StreamingResponse(
            answer.content.iter_any(), status_code=answer.status, media_type=answer.content_type
        )


ray.init(
    num_cpus=2,
    include_dashboard=False,
    object_store_memory=100 * 1024**2,
    log_to_driver=False,
    _node_ip_address="127.0.0.1",
)
try:
    serve.start(http_options={"host": "127.0.0.1", "port": int(port)})
    serve.run(Replica.bind(servers, notes))
    print("ready", flush=True)
    sys.stdin.read()
finally:
    ray.shutdown()
