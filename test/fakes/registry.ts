import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** A container registry on this machine that holds one artifact, and gives it to whoever fetches a token. */
export interface Registry {
  /** "127.0.0.1:port" */
  readonly host: string;
  /** Of the artifact's manifest. */
  readonly digest: string;
  /** Method, path and range of what was asked with a token, and of what was asked without. */
  readonly asked: readonly { readonly path: string; readonly token: boolean; readonly range: string | undefined }[]; // prettier-ignore
  /** Where blobs lie: the registry leads there, as the large ones do. Its address, and the logins that came with requests. */
  readonly storage: { readonly host: string; readonly logins: readonly string[] };
  close(): Promise<void>;
}

/** Speaks the pull part of the OCI distribution API for `files`; `damaged`: sends another manifest than it names. */
export async function startRegistry(
  files: Readonly<Record<string, Uint8Array>>,
  { damaged = false }: { readonly damaged?: boolean } = {},
): Promise<Registry> {
  const blobs = new Map(Object.values(files).map((bytes) => [digestOf(bytes), bytes]));
  const layers = Object.entries(files).map(([title, bytes]) => ({
    mediaType: "application/octet-stream",
    ...{ digest: digestOf(bytes), size: bytes.length },
    annotations: { "org.opencontainers.image.title": title },
  }));
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, layers }));
  const asked: { path: string; token: boolean; range: string | undefined }[] = [];
  const logins: string[] = [];

  const storage = createServer((request, response) => {
    if (request.headers.authorization) logins.push(request.headers.authorization);
    const bytes = blobs.get(request.url?.slice(1) ?? "") ?? new Uint8Array();
    const [, from] = /^bytes=(\d+)-/.exec(request.headers.range ?? "") ?? [];
    const start = Number(from ?? 0);
    const range = from && { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(from ? 206 : 200, { etag: '"x"', ...range }).end(bytes.subarray(start));
  });
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const token = request.headers.authorization === "Bearer for-anybody";
    asked.push({ path, token, range: request.headers.range });
    if (path.startsWith("/token")) response.end(JSON.stringify({ token: "for-anybody" }));
    else if (!token) {
      const realm = `realm="http://127.0.0.1:${port(server)}/token"`;
      const scope = 'scope="repository:me/model:pull"';
      response
        .writeHead(401, { "www-authenticate": `Bearer ${realm},service="here",${scope}` })
        .end();
    } else if (path === `/v2/me/model/manifests/${digestOf(manifest)}`)
      response.end(damaged ? Buffer.concat([manifest, Buffer.from(" ")]) : manifest);
    else if (blobs.has(path.replace("/v2/me/model/blobs/", "")))
      response
        .writeHead(307, { location: `http://127.0.0.1:${port(storage)}/${path.split("/").at(-1)}` })
        .end();
    else response.writeHead(404).end();
  });
  for (const one of [server, storage])
    await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${port(server)}`,
    digest: digestOf(manifest),
    asked,
    storage: { host: `127.0.0.1:${port(storage)}`, logins },
    close: async () => {
      for (const one of [server, storage]) {
        one.closeAllConnections();
        await new Promise((resolve) => one.close(resolve));
      }
    },
  };
}

const port = (server: Server): number => (server.address() as AddressInfo).port;
