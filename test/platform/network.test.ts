import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo, type LookupFunction, type Socket } from "node:net";
import { request } from "node:http";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { watchConnections, type Connections, type Outgoing } from "../../src/platform/network.ts";

let server: Server;
let port: number;
let connections: Connections;
let noted: Outgoing[];

before(async () => {
  server = createServer((_, response) => response.end("hello"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
after(() => server.close());
beforeEach(() => {
  noted = [];
  connections = watchConnections((outgoing) => noted.push(outgoing));
});
afterEach(() => connections.dispose());

/** As if the name were another machine's. */
const lookup: LookupFunction = (_, options, told) =>
  options.all ? told(null, [{ address: "127.0.0.1", family: 4 }]) : told(null, "127.0.0.1", 4);
const away = (): Socket => connect({ host: "away.test", port, lookup });
const failure = async (socket: Socket): Promise<Error> => ((await once(socket, "error")) as [Error])[0]; // prettier-ignore

test("a connection to another machine is told when it has ended, with its bytes", async () => {
  const answer = await new Promise<string>((resolve) =>
    request({ host: "away.test", port, lookup, agent: false }, (response) =>
      response.on("data", (data: Buffer) => resolve(data.toString())),
    ).end(),
  );
  assert.equal(answer, "hello");
  while (!noted.length) await new Promise(setImmediate);
  assert.equal(noted[0]?.host, `away.test:${port}`);
  assert.ok((noted[0]?.bytes ?? 0) > 5);
});

test("what stays on this machine is told to nobody, and works offline", async () => {
  connections.setOffline(true);
  assert.equal(await (await fetch(`http://127.0.0.1:${port}`)).text(), "hello");
  const socket = connect(port);
  await once(socket, "connect");
  socket.destroy();
  await once(socket, "close");
  assert.deepEqual(noted, []);
});

test("offline a connection is refused before the name is looked up, by whatever module", async () => {
  connections.setOffline(true);
  const never: LookupFunction = () => assert.fail("the name was looked up");
  const error = await failure(connect({ host: "away.test", port, lookup: never }));
  assert.match(error.message, /away\.test:\d+ was not asked.*hearth\.offline/);
  await assert.rejects(fetch("https://away.test/"), (thrown: Error) =>
    /hearth\.offline/.test(String(thrown.cause)),
  );
  assert.deepEqual(noted, []);
});

test("switching offline ends what is open, and online again it goes on", async () => {
  const socket = away();
  await once(socket, "connect");
  connections.setOffline(true);
  assert.match((await failure(socket)).message, /hearth\.offline/);
  connections.setOffline(false);
  const next = away();
  await once(next, "connect");
  next.destroy();
});
