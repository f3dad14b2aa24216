import type { ServerSpec } from "../../mcp/hub/index.ts";
import { type ServerEntry, startKernelHome, writeConfig } from "../mcp/kernel-home.ts";
import type { Endpoint } from "./endpoint.ts";
import { openProxy } from "./proxy.ts";

/** All tools under their own names where they can have them; the rest as anybody gets it. */
const settings = { mcp: { surface: "full", prefix: "collision" } };

/** The product as it is: a kernel process with its listener, guards, token, and record, in a home of its own. */
export async function openProduct(servers: readonly ServerSpec[], home: string): Promise<Endpoint> {
  const entries = servers.map((spec) => [spec.name, configured(spec)]);
  writeConfig(home, Object.fromEntries(entries) as Record<string, ServerEntry>, settings);
  // Its checkpoints belong to this home and to no other.
  process.env["XDG_STATE_HOME"] = `${home}/state`;
  const kernel = await startKernelHome(home);
  const proxy = openProxy(Number(new URL(kernel.url).port), kernel.token);
  return {
    url: `http://127.0.0.1:${proxy.port}/mcp`,
    async close() {
      await proxy.close();
      await kernel.stop();
    },
  };
}

/** What a person writes of a server; the rest of a spec follows from where it stands. */
function configured(spec: ServerSpec): object {
  const implied = new Set(["name", "transport", "rooted", "trusted"]);
  return Object.fromEntries(Object.entries(spec).filter(([member]) => !implied.has(member)));
}
