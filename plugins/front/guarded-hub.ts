import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { FrontClient } from "../../mcp/front/index.ts";
import { RequestFault } from "../../mcp/fault.ts";
import type { Caller } from "../../mcp/hub/index.ts";
import { guardOutput } from "../../mcp/hub/output-guard.ts";
import { spelt } from "../../mcp/front/spelt.ts";
import type { FrontHub } from "./hub.ts";
import { rootsFor, withRootsIn } from "./roots.ts";

export interface GuardOptions {
  /** The real path of a folder that a client may have; null: it may not. */
  open(dir: string): string | null;
  redact(text: string): string;
}

/**
 * The hub as clients have it. What a server says besides its results (faults, progress, log messages, questions) passes
 * the guard as results do, and no server hears of a folder that its client may not have.
 */
export function guardedHub(hub: FrontHub, { open, redact }: GuardOptions): FrontHub {
  const clean = (said: JsonObject): JsonObject => {
    const { said: guarded } = spelt(guardOutput({ said }, { redact })) as { said: JsonObject };
    return guarded;
  };
  const guarded = (caller: Caller): Caller => ({
    ...caller,
    async ask(method, params, signal) {
      if (method === "roots/list") return rootsFor(clientOf(caller), open, signal);
      return caller.ask(method, clean(params), signal);
    },
    notify(method, params) {
      const { progressToken } = params;
      caller.notify(method, {
        ...clean(params),
        ...(progressToken !== undefined && { progressToken }),
      });
    },
  });
  return {
    ...hub,
    async request(passed) {
      const params = await withRootsIn(passed.params, clientOf(passed.caller), open);
      try {
        const answer = unlinked(
          await hub.request({ ...passed, params, caller: guarded(passed.caller) }),
        );
        const { inputRequests, ...rest } = answer;
        if (inputRequests === undefined) return answer;
        return { ...rest, ...clean({ inputRequests }) };
      } catch (error) {
        throw error instanceof RequestFault ? guardedFault(error, clean) : error;
      }
    },
    attach: (run, caller) => hub.attach(run, guarded(caller)),
  };
}

function guardedFault(
  { code, message, data }: RequestFault,
  clean: (said: JsonObject) => JsonObject,
): RequestFault {
  const said = clean({ message, ...(data !== undefined && { data }) });
  return new RequestFault(code, String(said["message"]), said["data"]);
}

/** To which run an answer belongs is ours to say. */
function unlinked(answer: JsonObject): JsonObject {
  const { _meta: meta } = answer;
  if (!isObject(meta) || !OURS.some((name) => name in meta)) return answer;
  const kept = Object.entries(meta).filter(([name]) => !OURS.includes(name));
  return { ...answer, _meta: Object.fromEntries(kept) };
}

const OURS: readonly string[] = ["dev.glassbox/run", "dev.glassbox/label"];

/** Undefined: nobody can say whose call it is, so it has no folder. */
function clientOf(caller: Caller): FrontClient | undefined {
  return "principal" in caller ? (caller as FrontClient) : undefined;
}
