import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { McpServerLike } from "../hub/spec.ts";
import { readEntries, type WireFilter } from "./read.ts";
import {
  type RecordedAnswer,
  type Recording,
  recordingOf,
  requestKey,
  tokenOf,
} from "./recording.ts";

/** These are asked again whenever a client likes; every other answer is given as often as it was recorded. */
const REPEATABLE = /^(?:initialize|server\/discover|ping|logging\/setLevel|[a-z/]+\/list)( |$)/;

const NOT_RECORDED = -32_603;

/** The recorded messages of a server in a folder of segments. */
export async function loadRecording(
  dir: string,
  server: string,
  within: Pick<WireFilter, "from" | "to" | "run"> = {},
): Promise<Recording> {
  const { run, ...times } = within;
  const entries = await readEntries(dir, { hop: "hub", peer: server, ...times, limit: Infinity });
  const ofRun = (entry: (typeof entries)[number]) =>
    run === undefined || entry.method !== "tools/call" || entry.run === run;
  return recordingOf(entries.filter(ofRun), server);
}

/**
 * Stands in for a server with what it answered once: the same request gets the same answers in the same order. Each
 * call makes one that begins at the beginning, for the `create` of an `InProcessSpec`.
 */
export function playback(server: string, recording: Recording): McpServerLike {
  const given = new Map<string, number>();
  let transport: Transport | undefined;

  async function answer(message: JsonObject): Promise<void> {
    const { id, method, params } = message;
    if (typeof method !== "string" || (typeof id !== "string" && typeof id !== "number")) return;
    const asked = isObject(params) ? params : {};
    const recorded = next(requestKey(method, asked));
    if ("error" in recorded) return send({ id, error: recorded.error });
    for (const told of recorded.told) {
      const now = withToken(told, recorded.token, tokenOf(asked));
      if (now !== undefined) await send(now);
    }
    await send({ id, ...recorded.answer });
  }

  function next(key: string): RecordedAnswer | { readonly error: JsonObject } {
    const answers = recording.get(key) ?? [];
    const at = given.get(key) ?? 0;
    given.set(key, at + 1);
    const recorded = answers[at] ?? (REPEATABLE.test(key) ? answers.at(-1) : undefined);
    return recorded ?? { error: { code: NOT_RECORDED, message: explain(server, key, answers) } };
  }

  async function send(message: JsonObject): Promise<void> {
    await transport?.send({ jsonrpc: "2.0", ...message } as unknown as JSONRPCMessage);
  }

  return {
    async connect(far) {
      transport = far;
      far.onmessage = (message) => void answer(message as unknown as JsonObject);
      await far.start();
    },
    async close() {
      transport = undefined;
    },
  };
}

function explain(server: string, key: string, answers: readonly RecordedAnswer[]): string {
  const asked = key.length > 300 ? `${key.slice(0, 300)}…` : key;
  const what =
    answers.length === 0
      ? "no answer"
      : answers.length === 1
        ? "one answer, which was given already,"
        : `${answers.length} answers, which were given already,`;
  return `The recording of "${server}" holds ${what} to ${asked}. Record the session again with this request in it.`;
}

/** Progress of then is told under the token of now; a client without one wants to hear of none. */
function withToken(
  told: JsonObject,
  before: JsonValue | undefined,
  now: JsonValue | undefined,
): JsonObject | undefined {
  const params = told["params"];
  if (!isObject(params) || params["progressToken"] === undefined) return told;
  if (params["progressToken"] !== before || now === undefined) return undefined;
  return { ...told, params: { ...params, progressToken: now } };
}
