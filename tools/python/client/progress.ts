import type { ServerContext } from "@modelcontextprotocol/server";
import { readable } from "../result/cut.ts";
import type { RunHooks } from "../types.ts";

/** At most one message in so long, however fast a program prints. */
const EVERY_MS = 100;
const MOST_CHARACTERS = 8000;

/** Output as progress notifications, for a client that gave a token; undefined: it gave none. */
export function progressOf({ mcpReq }: ServerContext): RunHooks["output"] {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return undefined;
  let waiting = "";
  let sent = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = () => {
    timer = undefined;
    const message = readable(waiting.slice(-MOST_CHARACTERS));
    waiting = "";
    const params = { progressToken, progress: ++sent, message };
    // Nobody may be there any more, which the end of the call says better.
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  };
  return (_stream, text) => {
    if (mcpReq.signal.aborted) return;
    waiting += text;
    timer ??= setTimeout(send, sent === 0 ? 0 : EVERY_MS);
  };
}
