import { RequestFault } from "../../fault.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Era } from "../caller.ts";
import type { HubTransport } from "../transport.ts";
import { discover, initialize, Unreadable, Unspoken } from "./hello.ts";
import type { Hello } from "./hello.ts";
import { LostAnswer } from "./peer.ts";
import type { Peer } from "./peer.ts";

export interface Manner {
  readonly protocol: "auto" | "legacy" | "modern";
  /** The era in which this server answered before. */
  readonly prior: Era | undefined;
  /** What a server of the legacy era is told that we can do. */
  readonly capabilities: JsonObject;
  readonly patience: Patience;
}

export interface Patience {
  /** After so long without a word the other question is asked too: the server may be starting, or pass over the first. */
  readonly quietMs: number;
  /** After so much longer it is taken for one that hangs. */
  readonly stuckMs: number;
}

/** The whole start has its own end. */
const endless: Patience = { quietMs: Infinity, stuckMs: Infinity };
export const patient: Patience = { quietMs: 2_000, stuckMs: 8_000 };

/** The server has come to harm by the question which era it speaks: a fresh one is to be spoken to as a legacy one. */
export class HarmedByProbe extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "HarmedByProbe";
  }
}

/** Agrees with a server on the era, on the connection that there is: asking costs one message and no second process. */
export async function negotiate(
  peer: Peer,
  transport: HubTransport,
  manner: Manner,
  signal: AbortSignal,
): Promise<Hello> {
  const hello = await greet(peer, transport, manner, signal);
  if (hello.era === "legacy") peer.notify("notifications/initialized");
  return hello;
}

async function greet(
  peer: Peer,
  transport: HubTransport,
  manner: Manner,
  signal: AbortSignal,
): Promise<Hello> {
  const { protocol, prior, capabilities } = manner;
  if (protocol === "legacy") return initialize(peer, capabilities, signal);
  if (protocol === "modern") return discoverOnly(peer, signal);
  if (prior === "legacy") return initializeFirst(peer, capabilities, signal);
  return discoverFirst(peer, transport, manner, signal);
}

async function discoverOnly(peer: Peer, signal: AbortSignal): Promise<Hello> {
  const hello = await discover(peer, signal);
  if (hello !== undefined) return hello;
  throw new Error('it does not speak MCP of 2026-07-28. Set its "protocol" to "auto".');
}

/** It may have been replaced by one of the modern era since. */
async function initializeFirst(
  peer: Peer,
  capabilities: JsonObject,
  signal: AbortSignal,
): Promise<Hello> {
  try {
    return await initialize(peer, capabilities, signal);
  } catch (error) {
    if (!(error instanceof RequestFault)) throw error;
    const hello = await discover(peer, signal).catch(() => undefined);
    if (hello === undefined) throw error;
    return hello;
  }
}

async function discoverFirst(
  peer: Peer,
  transport: HubTransport,
  { capabilities, patience }: Manner,
  signal: AbortSignal,
): Promise<Hello> {
  const { quietMs, stuckMs } = transport.answersEverything ? endless : patience;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const isHarmed = (error: unknown) =>
    error === quiet || isRefusal(error) || transport.ended() !== undefined;
  const discovering = discover(peer, either);
  try {
    const found = await within(quietMs, discovering).catch((error) => {
      if (error === quiet) return quiet;
      if (!isRefusal(error)) throw error;
      // So speak servers of the legacy era.
      return undefined;
    });
    if (found !== undefined && found !== quiet) return found;
    return await within(stuckMs, initialize(peer, capabilities, either)).catch(async (error) => {
      const isRefused = error instanceof RequestFault || error instanceof Unspoken;
      if (found !== quiet || !isRefused) throw error;
      // A modern server that was slow to start does not want what the other era is asked.
      const late = await within(stuckMs, discovering);
      if (late === undefined) throw error;
      return late;
    });
  } catch (error) {
    if (signal.aborted || !isHarmed(error)) throw error;
    throw new HarmedByProbe(error === quiet ? new Error("it did not answer") : error);
  } finally {
    over.abort(new Error("it is not waited for any more"));
  }
}

const quiet = Symbol("no answer yet");

/** It answered, and not what was asked. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof RequestFault || error instanceof LostAnswer || error instanceof Unreadable
  );
}

function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  if (ms === Infinity) return work;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(quiet), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
