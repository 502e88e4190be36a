import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from "@modelcontextprotocol/sdk/types.js";
import { isAbort, isUserError, messageOf } from "../platform/errors.ts";
import type { Log } from "../platform/log.ts";
import { definitionOf, definitions } from "../search/tools/definitions.ts";
import type { Tools } from "../search/tools/tools.ts";

export interface McpOptions {
  readonly tools: Tools;
  readonly version: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly log: Log;
}

const instructions =
  "Hearth searches the user's folders by words and by meaning, on this machine. Use hearth_semanticSearch first when you look for where or how something is done; use grep for exact text. The index keeps itself up to date, also after your own edits.";

/** Speaks the Model Context Protocol until the client closes stdin, or the signal aborts. Nothing else goes to stdout. */
export async function serveMcp(options: McpOptions, signal: AbortSignal): Promise<void> {
  const { version, stdin, stdout, log } = options;
  // the class for people who write schemas with zod gives nothing here: ours are JSON Schema already
  const server = new Server(
    { name: "hearth", title: "Hearth Search", version },
    { capabilities: { tools: {} }, instructions },
  );
  // its only way to hear of them
  // oxlint-disable-next-line unicorn/prefer-add-event-listener
  server.onerror = (error) => log.warn(`A message was not understood: ${error.message}`);
  offerTools(server, options);
  const ended = Promise.race([once(stdin, "end"), once(stdin, "close")]);
  await server.connect(new StdioServerTransport(stdin, stdout));
  const stop = new Promise<void>((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  try {
    await Promise.race([ended, stop]);
  } finally {
    // ends the calls that are still running
    await server.close();
  }
}

function offerTools(server: Server, { tools, log }: McpOptions): void {
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: definitions.map(({ name, title, description, inputSchema }) => ({
      ...{ name, title, description },
      inputSchema: inputSchema as { type: "object"; properties: Record<string, object> },
      annotations: { title, readOnlyHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    if (!definitionOf(params.name))
      throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name}.`);
    try {
      return toResult(await tools.call(params.name, params.arguments, {}, signal));
    } catch (error) {
      if (isAbort(error)) throw error;
      if (!isUserError(error)) log.error(error instanceof Error ? error : messageOf(error));
      // the model reads it, and can do better
      return { ...toResult(messageOf(error)), isError: true };
    }
  });
}

const toResult = (text: string) => ({ content: [{ type: "text" as const, text }] });
