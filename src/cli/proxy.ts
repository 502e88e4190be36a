import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";

/** Always asked directly: what runs here is not reached by way of another machine. */
const here = "localhost,127.0.0.1,::1";

/**
 * Lets `fetch` go the way that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, which Node by itself passes over. The editor
 * has ways of its own.
 */
export function useProxy(env: NodeJS.ProcessEnv): void {
  const except = env["NO_PROXY"] ?? env["no_proxy"];
  const noProxy = except ? `${except},${here}` : here;
  setGlobalDispatcher(new EnvHttpProxyAgent({ noProxy }));
}
