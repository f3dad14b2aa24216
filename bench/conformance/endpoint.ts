import { createFront, createServerDesk } from "../../mcp/front/index.ts";
import type { Desk, Tasks } from "../../mcp/front/index.ts";
import { createHub } from "../../mcp/hub/index.ts";
import type { ServerSpec } from "../../mcp/hub/index.ts";
import { listenOn } from "../../ui/http/listener.ts";
import { mcpRoute } from "../../ui/http/mcp-route.ts";
import { openRequests } from "../../ui/http/open-requests.ts";
import { openTokens } from "../../ui/http/tokens.ts";
import { openProxy } from "./proxy.ts";

export interface Endpoint {
  /** Takes requests without a token. */
  readonly url: string;
  close(): Promise<void>;
}

export interface EndpointOptions {
  readonly servers: readonly ServerSpec[];
  /** For tokens. */
  readonly home: string;
  /** In front of the servers. */
  readonly desk?: Desk;
  readonly tasks?: Tasks;
}

/** The front behind the product's own listener, with all tools of these servers under their own names where they can have them. */
export function openEndpoint({ servers, home, desk, tasks }: EndpointOptions): Endpoint {
  const hub = createHub({ servers: () => servers, listWaitMs: 30_000, onEvent() {} });
  const serverDesk = createServerDesk({
    hub,
    prefix: () => "collision",
    // Calls with an effect go through the kernel, which has a bench of its own; here they are passed on.
    perform: ({ server, name }, args, { client, params, signal }) => {
      const sent = { ...params, name, arguments: args };
      const request = { server, dir: "", method: "tools/call", params: sent };
      return hub.request({ ...request, caller: client, signal });
    },
  });
  const front = createFront({
    version: "0.0.0",
    desks: desk === undefined ? [serverDesk] : [desk, serverDesk],
    ...(tasks && { tasks }),
    gone: (caller) => hub.release(caller),
  });
  const tokens = openTokens(home);
  const listener = listenOn(0, {
    tokens,
    tokenPath: home,
    open: openRequests(),
    routes: [mcpRoute(() => front)],
    clients: { dir: null, surface: "full" },
  });
  const proxy = openProxy(listener.port, tokens.add("conformance", "full"));
  return {
    url: `http://127.0.0.1:${proxy.port}/mcp`,
    async close() {
      await front.close();
      await proxy.close();
      await listener.close();
      await hub.close();
    },
  };
}
