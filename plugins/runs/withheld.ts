import type { Host } from "../../kernel/host.ts";
import type { Hub } from "../../mcp/hub/index.ts";

/** Why a tool is not there that its server has: it waits for a person; null: it does not. */
export function withheldBecause(host: Host, key: string): string | null {
  const cut = key.indexOf("__");
  const [server, tool] = [key.slice(0, cut), key.slice(cut + 2)];
  const all = host.provided<Pick<Hub, "status">>("hub").get("hub")?.status() ?? [];
  const held = all.filter((one) => one.server === server).flatMap((one) => one.quarantined);
  return held.find(({ kind, name }) => kind === "server" || name === tool)?.reason ?? null;
}
