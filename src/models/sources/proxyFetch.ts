import * as tls from "node:tls";

/** What the settings of the editor say of the way out. */
export interface NamedProxy {
  /** "": those of the environment. */
  readonly url: string;
  /** The Proxy-Authorization header that it wants; "" for none. */
  readonly authorization: string;
  /** Hosts that are asked directly. */
  readonly except: readonly string[];
  /** False: no certificate is checked, neither the proxy's nor those of the hosts behind it. */
  readonly strict: boolean;
  /** False: what the system trusts does not count. */
  readonly system: boolean;
}

type Fetch = typeof fetch;

/**
 * `fetch` for where the editor's own will not do. It goes by a proxy that is named, else by those of HTTPS_PROXY,
 * HTTP_PROXY and NO_PROXY, and trusts what the system trusts, where this Node can tell, beside Node's own list and
 * NODE_EXTRA_CA_CERTS.
 */
export function openProxyFetch(named?: NamedProxy): Fetch {
  let opened: Promise<Fetch> | undefined;
  return async (...asked) => (await (opened ??= open(named)))(...asked);
}

/**
 * The editor's `fetch`, which takes the editor's proxy and certificates, but neither the login that stands in its
 * settings nor `http.proxyStrictSSL`.
 */
export function openEditorFetch(proxy: () => NamedProxy | undefined): Fetch {
  let known: { readonly key: string; readonly through: Fetch } | undefined;
  return (...asked) => {
    const named = proxy();
    if (!named || (named.strict && !named.authorization)) return fetch(...asked);
    const key = JSON.stringify(named);
    if (known?.key !== key) known = { key, through: openProxyFetch(named) };
    return known.through(...asked);
  };
}

async function open(named: NamedProxy | undefined): Promise<Fetch> {
  // read with the first request: most runs make none. Bundled it is one object, whose type knows only a part of it
  const undici = (await import("undici")).default as unknown as typeof import("undici");
  const ca = trusted(named?.system ?? true);
  const checked = { ...(ca && { ca }), ...(named && { rejectUnauthorized: named.strict }) };
  const dispatcher = new undici.EnvHttpProxyAgent({
    // time is watched by whoever asks
    ...{ bodyTimeout: 0, headersTimeout: 0 },
    noProxy: [...(named?.except.length ? named.except : exceptions()), ...here].join(","),
    ...{ connect: checked, requestTls: checked, proxyTls: checked },
    ...(named?.url && { httpProxy: named.url, httpsProxy: named.url }),
    ...(named?.authorization && { token: named.authorization }),
  });
  const through = (url: never, options: object): unknown =>
    undici.fetch(url, { ...options, dispatcher });
  return through as Fetch;
}

/** What runs on this machine is not reached by way of another. */
const here = ["localhost", "127.0.0.1", "::1"];

function exceptions({ env } = process): readonly string[] {
  const except = env["no_proxy"] ?? env["NO_PROXY"];
  return except ? [except] : [];
}

type Store = "default" | "system" | "bundled" | "extra";

/** Node from 22.15 on can read the system's certificates; undefined: an older one keeps to its own. */
function trusted(system: boolean): string[] | undefined {
  const read = (tls as { getCACertificates?: (of: Store) => string[] }).getCACertificates;
  // Node's default may hold the system's too: it can be started that way
  const stores = system ? (["default", "system"] as const) : (["bundled", "extra"] as const);
  return read && [...new Set(stores.flatMap((store) => read(store)))];
}
