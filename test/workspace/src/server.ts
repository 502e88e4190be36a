import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { readConfig } from "./config";
import { searchTitles } from "./catalogue/searchTitles";
import { allowRequest } from "./http/rateLimit";
import { page } from "./http/paging";
import { openDatabase } from "./store/database";

const config = readConfig(process.env);
const database = openDatabase(config.databaseFile);

/** Answers the public catalogue: GET /titles?q=…&page=2 */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const address = request.socket.remoteAddress ?? "";
  if (!allowRequest(address, Date.now())) {
    response.writeHead(429, { "retry-after": "60" }).end();
    return;
  }
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname !== "/titles") {
    response.writeHead(404).end();
    return;
  }
  const found = searchTitles(database.titles(), url.searchParams.get("q") ?? "");
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(page(found, Number(url.searchParams.get("page") ?? 1))));
}

createServer(answer).listen(config.port, "127.0.0.1");
