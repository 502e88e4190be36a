import { type NamedProxy, openProxyFetch } from "../../src/models/sources/proxyFetch.ts";

// asks an address as the editor's settings say, in a Node of its own: "answered", or the code of the failure
const [url = "", named = ""] = process.argv.slice(2);
try {
  await openProxyFetch(JSON.parse(named) as NamedProxy)(url);
  console.log("answered");
} catch (error) {
  console.log(((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? error);
}
