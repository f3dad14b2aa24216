import type { ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Fixed, RunHooks } from "../types.ts";
import { type Peer, peerOf } from "./peer.ts";
import { progressOf } from "./progress.ts";

/** One call of a tool: for whom it is, and the way back to its client. */
export interface Call {
  /** What must never share a process with another. */
  readonly tenant: string;
  readonly peer: Peer;
  readonly signal: AbortSignal;
  /** Tells the client of output as it comes, if it wants to know. */
  readonly output: RunHooks["output"];
  /** Chosen by a host for a program that it may have to repeat; what the arguments say comes first. */
  readonly fixed: Fixed | null;
}

const run = z.string().min(1).max(200);
const fixed = z.strictObject({ seed: z.int().nonnegative(), epoch: z.number().nonnegative() });

/** A call that does not say which run it is for belongs to its connection. */
export function callOf(context: ServerContext, connection: string): Call {
  const meta: Readonly<Record<string, unknown>> = context.mcpReq._meta ?? {};
  const named = run.safeParse(meta["dev.glassbox/run"]).data;
  return {
    tenant: named === undefined ? `connection ${connection}` : `run ${named}`,
    peer: peerOf(context),
    signal: context.mcpReq.signal,
    output: progressOf(context),
    fixed: fixed.safeParse(meta["dev.glassbox/fixed"]).data ?? null,
  };
}
