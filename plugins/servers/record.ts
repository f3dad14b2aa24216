import { messageOf } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { HubEvent } from "../../mcp/hub/index.ts";
import { CHANGED, DEGRADED, FAILED, RECOVERED, STARTED, STOPPED } from "./events.ts";

const LONGEST_REASON = 2_000;
const LONGEST_LINE = 500;
/** What a server lists is told in part: it may be as long as it likes. */
const MOST_NAMED = 20;

/** Writes down what becomes of the servers. Failing to is no failure of a call, and is said on standard error. */
export async function record(host: Host, event: HubEvent): Promise<void> {
  // Servers of ours start and end with this process; that they do tells nobody anything.
  const isOurs = event.transport === "in-process" || event.transport === "worker";
  if (isOurs && event.type !== "server.failed") return;
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
  switch (event.type) {
    case "server.started":
      return { type: STARTED, data: { server, dir, ...startOf(event.detail) } };
    case "server.stopped":
      return { type: STOPPED, data: { server, dir, reason: short(event.detail.reason) } };
    case "server.degraded":
      return { type: DEGRADED, data: { server, dir, reason: short(event.detail.reason) } };
    case "server.recovered":
      return { type: RECOVERED, data: { server, dir, ...event.detail } };
    case "server.changed": {
      const { added, removed, changed } = event.detail;
      const named = { added: names(added), removed: names(removed), changed: names(changed) };
      return { type: CHANGED, data: { server, dir, ...named } };
    }
    case "server.failed": {
      const { reason, stderr } = event.detail;
      const last = stderr.trimEnd().split("\n").at(-1)?.trim() ?? "";
      const said = last.slice(0, LONGEST_LINE);
      return { type: FAILED, data: { server, dir, reason: short(reason), stderr: said } };
    }
  }
}

type Started = Extract<HubEvent, { type: "server.started" }>["detail"];

function startOf({ pid, implementation, protocol, tools, leftOut }: Started): JsonObject {
  return {
    pid: pid ?? null,
    implementation: implementation.slice(0, LONGEST_LINE),
    protocol: protocol.slice(0, LONGEST_LINE),
    tools,
    leftOut: leftOut.slice(0, MOST_NAMED).map(({ name, reason }) => ({
      name: name.slice(0, LONGEST_LINE),
      reason: short(reason),
    })),
  };
}

function short(reason: string): string {
  return reason.slice(0, LONGEST_REASON);
}

function names(all: readonly string[]): string[] {
  return all.slice(0, MOST_NAMED).map((name) => name.slice(0, LONGEST_LINE));
}
