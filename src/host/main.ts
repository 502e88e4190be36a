import { connect, serve } from "../platform/channel.ts";
import { watchConnections, type OutgoingService } from "../platform/network.ts";
import { parentPort } from "../platform/process.ts";
import { last } from "../platform/stream.ts";
import { openHost } from "./host.ts";

const port = parentPort();
const parent = connect<OutgoingService>(port);
// a parent that is gone needs no list
const connections = watchConnections(
  (outgoing) => void last(parent.left(outgoing)).catch(() => {}),
);
serve(openHost(connections), port);
