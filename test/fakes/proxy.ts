import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";

/** A proxy on this machine for encrypted connections; every name leads to this machine. */
export interface Proxy {
  readonly url: string;
  /** "host:port" of every connection that was asked for, and with which Proxy-Authorization. */
  readonly asked: readonly { readonly to: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

/** `wants`: the Proxy-Authorization without which it answers 407. `tls`: the way to it is encrypted too. */
export async function startProxy({
  wants,
  tls,
}: {
  readonly wants?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
} = {}): Promise<Proxy> {
  const asked: { to: string; authorization: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const refuse: RequestListener = (_, response) => response.writeHead(501).end();
  const server = tls ? createTlsServer(tls, refuse) : createServer(refuse);
  server.on("connect", (request, client: Socket) => {
    const authorization = request.headers["proxy-authorization"];
    asked.push({ to: request.url ?? "", authorization });
    sockets.add(client);
    client.on("error", () => {});
    if (wants !== undefined && authorization !== wants) {
      client.end('HTTP/1.1 407 Wants a login\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n');
      return;
    }
    const there = connect(Number(request.url?.split(":").at(-1)), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connected\r\n\r\n");
      there.pipe(client).pipe(there);
    });
    sockets.add(there);
    there.on("error", () => client.destroy());
    client.on("close", () => there.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A certificate that nobody knows, for `host`, and the file that makes it known. */
export function ownCertificate(
  folder: string,
  host: string,
): { readonly host: string; readonly key: string; readonly cert: string; readonly file: string } {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host},DNS:localhost`];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  execFileSync(
    "openssl",
    ["req", ...kind, "-days", "2", "-keyout", key, "-out", cert, ...subject],
    { stdio: "ignore" },
  );
  return { host, key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8"), file: cert };
}
