import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

import { usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { House } from "../../mcp/front/house/index.ts";
import { guardOutput } from "../../mcp/hub/output-guard.ts";
import type { Secrets } from "../contracts/secrets.ts";
import type { FrontHub } from "./hub.ts";
import { recently } from "./recently.ts";
import { settingsIn } from "./settings.ts";
import { createToolIndex } from "./tool-index.ts";

/** Each message asks for the settings and its folder several times, and each time the disk would be looked at. */
const RECENT_MS = 250;

/** What the desk of the house stands on in this kernel. */
export function houseOf(host: Host, hub: FrontHub): House {
  const emptyDir = join(host.tenantDir, "empty");
  const empty = () => {
    mkdirSync(emptyDir, { recursive: true });
    return emptyDir;
  };
  const settings = recently(RECENT_MS, () => settingsIn(host.config()));
  const secrets = () => host.provided<Secrets>("secrets").get("home");
  const tools: House["tools"] = async (dir) => {
    if (dir !== null) return host.needs("tools").list(dir);
    const [known, manifests] = await Promise.all([
      host.needs("tools").list(empty()),
      hub.manifests(""),
    ]);
    const anywhere = new Set(manifests.map(({ server }) => server));
    return known.filter(({ server }) => anywhere.has(server));
  };
  const index = createToolIndex(tools);
  hub.notifications((_, method) => {
    if (method === "notifications/tools/list_changed") index.forget();
  });
  return {
    kernel: () => host.kernel(),
    hub,
    tools,
    tool: index.find,
    open: recently(RECENT_MS, (dir: string) => openFor(host, dir)),
    emptyDir: empty,
    mismatch: (schema, value) => host.needs("validator").mismatch(schema, value),
    withheld: (name) => withheldBy(hub, name),
    settings: () => settings(null),
    guard: (result) => guardOutput(result, { redact: (text) => secrets()?.redact(text) ?? text }),
  };
}

/** Why a tool is not there that a server has: it waits for a person. */
function withheldBy(hub: FrontHub, name: string): string | null {
  const cut = name.indexOf("__");
  const [server, tool] = [name.slice(0, cut), name.slice(cut + 2)];
  const held = hub
    .status()
    .filter((one) => one.server === server)
    .flatMap(({ quarantined }) => quarantined);
  return held.find((one) => one.kind === "server" || one.name === tool)?.reason ?? null;
}

const opened = new Map<string, string>();

/** Where a home really is does not change while its kernel holds it. */
function ownFolder(home: string): string {
  const known = opened.get(home) ?? realpathSync(home);
  opened.set(home, known);
  return known;
}

/** Tokens, keys and the configuration are no client's business: no folder that a client names has any of them in it. */
function openFor(host: Host, dir: string): string {
  const real = host.needs("workspace").open(dir);
  const home = ownFolder(host.home);
  const isApart = !real.startsWith(`${home}/`) && !`${home}/`.startsWith(`${real}/`);
  if (isApart) return real;
  throw usage(`${dir} holds this program's own files`, "name a folder without them");
}
