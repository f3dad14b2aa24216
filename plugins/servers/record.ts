import { messageOf } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { HubEvent } from "../../mcp/hub/index.ts";
import { FAILED, STARTED, STOPPED } from "./events.ts";

const LONGEST_REASON = 2_000;
const LONGEST_LINE = 500;
/** What a server sends that cannot be offered is told in part: its list may be as long as it likes. */
const MOST_LEFT_OUT = 20;

/** Writes down what becomes of the servers. Failing to is no failure of a call, and is said on standard error. */
export async function record(host: Host, event: HubEvent): Promise<void> {
  // Servers of this process start and end with it; that they do tells nobody anything.
  if (event.transport === "in-process" && event.type !== "server.failed") return;
  try {
    const { ledger } = host.kernel();
    const subject = `server/${event.server}`;
    const draft = { subject, branch: `${subject}@${ledger.origin}`, actor: "kernel" };
    await ledger.append([{ ...draft, ...eventOf(event) }]);
  } catch (error) {
    console.error(`glassbox: ${event.type} of ${event.server} is not written: ${messageOf(error)}`);
  }
}

function eventOf(event: HubEvent): { type: string; data: JsonObject } {
  const { server, dir } = event;
  if (event.type === "server.started") {
    const { pid = null, implementation, protocol, tools, leftOut } = event.detail;
    const named = leftOut.slice(0, MOST_LEFT_OUT).map(({ name, reason }) => ({
      name: name.slice(0, LONGEST_LINE),
      reason: reason.slice(0, LONGEST_REASON),
    }));
    const about = {
      implementation: implementation.slice(0, LONGEST_LINE),
      protocol: protocol.slice(0, LONGEST_LINE),
    };
    return { type: STARTED, data: { server, dir, pid, ...about, tools, leftOut: named } };
  }
  const reason = event.detail.reason.slice(0, LONGEST_REASON);
  if (event.type === "server.stopped") return { type: STOPPED, data: { server, dir, reason } };
  const last = event.detail.stderr.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return { type: FAILED, data: { server, dir, reason, stderr: last.slice(0, LONGEST_LINE) } };
}
