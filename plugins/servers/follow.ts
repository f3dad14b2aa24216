import type { VerbCall } from "../../kernel/verb.ts";
import type { Hub, HubEvent } from "../../mcp/hub/index.ts";

const lookMs = 250;
/** By so much of its end a text is found again in what came of it. */
const markLength = 200;

/** Sends what becomes of a server and what it writes to standard error, until the call is cancelled. */
export async function follow(
  hub: Pick<Hub, "status" | "watch">,
  name: string,
  { emit, signal }: Pick<VerbCall, "emit" | "signal">,
): Promise<void> {
  const said = new Map<number, string>();
  const look = (isFirst: "first" | "again") => {
    for (const { server, diagnostics } of hub.status()) {
      const { pid, stderr } = diagnostics;
      if (server !== name || pid === undefined) continue;
      const before = said.get(pid) ?? "";
      said.set(pid, stderr);
      const text = isFirst === "first" ? "" : whatCame(before, stderr);
      if (text !== "") emit({ pid, stderr: text });
    }
  };
  look("first");
  const leave = hub.watch((event) => {
    if (event.server !== name) return;
    look("again");
    const what = event.type.slice("server.".length);
    emit({ at: new Date().toISOString(), what, reason: reasonOf(event) });
  });
  const timer = setInterval(() => look("again"), lookMs);
  try {
    await cancelled(signal);
  } finally {
    clearInterval(timer);
    leave();
  }
}

function cancelled(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function reasonOf({ detail }: HubEvent): string {
  return "reason" in detail ? detail.reason : "";
}

/** Only the end of what a server wrote is kept, so that its beginning may be gone. */
function whatCame(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const mark = before.slice(-markLength);
  const at = now.lastIndexOf(mark);
  return at < 0 ? now : now.slice(at + mark.length);
}
