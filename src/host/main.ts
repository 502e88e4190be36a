import { connect, serve } from "../platform/channel.ts";
import { watchConnections, type OutgoingService } from "../platform/network.ts";
import { parentPort } from "../platform/process.ts";
import { last } from "../platform/stream.ts";
import { openHost } from "./host.ts";

// when the parent is gone, the predictor may still write down what it knows
const port = parentPort(() => last(host.dispose(null, new AbortController().signal)));
const parent = connect<OutgoingService>(port);
// a parent that is gone needs no list
const connections = watchConnections(
  (outgoing) => void last(parent.left(outgoing)).catch(() => {}),
);
const host = openHost(connections);
serve(host, port);
