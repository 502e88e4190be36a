import * as tls from "node:tls";

/**
 * `fetch` for programs outside the editor: it goes by the proxies that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, and
 * trusts what the system trusts, where this Node can tell, beside Node's own list and NODE_EXTRA_CA_CERTS. Inside the
 * editor the editor's own `fetch` does the same, by the editor's settings.
 */
export function environmentFetch(): typeof fetch {
  let opened: Promise<typeof fetch> | undefined;
  return async (...asked) => (await (opened ??= open()))(...asked);
}

async function open(): Promise<typeof fetch> {
  // read with the first request: most runs make none
  // bundled it is one object, whose type knows only a part of it
  const undici = (await import("undici")).default as unknown as typeof import("undici");
  const { EnvHttpProxyAgent, fetch: ask } = undici;
  const ca = trusted();
  const dispatcher = new EnvHttpProxyAgent({
    // time is watched by whoever asks
    bodyTimeout: 0,
    headersTimeout: 0,
    ...(ca && { connect: { ca }, requestTls: { ca }, proxyTls: { ca } }),
  });
  const through = (url: never, options: object): unknown => ask(url, { ...options, dispatcher });
  return through as typeof fetch;
}

/** Node from 22.15 on can read the system's certificates; undefined: an older one keeps to its own. */
function trusted(): string[] | undefined {
  const read = (tls as { getCACertificates?: (of: "default" | "system") => string[] })
    .getCACertificates;
  return read && [...new Set([...read("default"), ...read("system")])];
}
