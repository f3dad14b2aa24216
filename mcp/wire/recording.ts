import { canonicalize, isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { WireEntry } from "./read.ts";

/** What a server answered, and what it told while it worked on it. */
export interface RecordedAnswer {
  /** `result` or `error`, as they were sent. */
  readonly answer: JsonObject;
  /** Notifications that came between request and answer. */
  readonly told: readonly JsonObject[];
  /** The progress token of the request, which those notifications carry. */
  readonly token: JsonValue | undefined;
}

/** The answers of one server, by request, in the order in which they were given. */
export type Recording = ReadonlyMap<string, readonly RecordedAnswer[]>;

interface Asked {
  readonly key: string;
  readonly token: JsonValue | undefined;
  readonly told: JsonObject[];
}

/** What `entries` hold of the hub's connections to a server. Requests without a recorded answer count for nothing. */
export function recordingOf(entries: Iterable<WireEntry>, server: string): Recording {
  const open = new Map<string, Asked>();
  const answers = new Map<string, RecordedAnswer[]>();
  for (const { hop, peer, connection, direction, id, kind, message } of entries) {
    if (hop !== "hub" || peer !== server || !isObject(message)) continue;
    const name = JSON.stringify([connection, id]);
    if (direction === "out" && kind === "request") {
      const params = isObject(message["params"]) ? message["params"] : {};
      const key = requestKey(String(message["method"]), params);
      open.set(name, { key, token: tokenOf(params), told: [] });
    }
    if (direction !== "in") continue;
    if (kind === "notification") tell(open, connection, message);
    const asked = kind === "response" ? open.get(name) : undefined;
    if (asked === undefined) continue;
    open.delete(name);
    const { key, ...rest } = asked;
    const { result, error } = message;
    const answer: JsonObject = error === undefined ? { result: result ?? {} } : { error };
    answers.set(key, [...(answers.get(key) ?? []), { answer, ...rest }]);
  }
  return answers;
}

/** Progress goes with its request; what says nothing else goes with the only one that is under way. */
function tell(open: ReadonlyMap<string, Asked>, connection: string, message: JsonObject): void {
  const here = [...open].filter(([name]) => (JSON.parse(name) as string[])[0] === connection);
  const params = isObject(message["params"]) ? message["params"] : {};
  const token = params["progressToken"];
  const meant =
    token === undefined
      ? here.length === 1 && here[0]?.[1]
      : here.map(([, asked]) => asked).find((asked) => asked.token === token);
  if (meant) meant.told.push(message);
}

/** Who opens a connection, and how, is not what is asked; nor is what `_meta` carries along. */
const OPENING = new Set(["initialize", "server/discover", "ping"]);

/** The same for the same question, whoever asks and when. */
export function requestKey(method: string, { _meta, ...params }: JsonObject): string {
  return OPENING.has(method) ? method : `${method} ${canonicalize(params)}`;
}

export function tokenOf({ _meta: meta }: JsonObject): JsonValue | undefined {
  return isObject(meta) ? meta["progressToken"] : undefined;
}
