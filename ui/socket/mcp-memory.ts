import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

/** JSON-RPC's place for errors of an implementation. */
const LOST = -32000;

/** Open as long as the client is there. */
const ENDLESS = "subscriptions/listen";

/** What a stream has to remember of what passed, so that it can go on with another kernel. */
export interface McpMemory {
  /** A line of the client. Answers with what goes to the kernel, or null when it is for one that is gone. */
  fromClient(line: Buffer): Buffer | null;
  /** A line of the kernel. Answers with what goes to the client. */
  fromKernel(line: Buffer): Buffer;
  /** The kernel is gone. Answers with what the client is told: no request of its is left without an answer. */
  lost(): Buffer[];
  /** These requests reach no kernel. Answers with what the client is told. */
  unsent(lines: readonly Buffer[], message: string): Buffer[];
  /** What the client began with, for the next kernel; null while it has not, or where there is no beginning. */
  beginning(): Beginning | null;
  /** What the client has asked once and counts on, as requests of ours to the next kernel. */
  again(): Buffer[];
  /** Whether a line answers one of these; the client has had its answer. */
  isAnswerToAgain(line: Buffer): boolean;
  /** Requests of the client that wait for an answer; one that never ends by itself does not count. */
  waiting(): number;
}

export interface Beginning {
  readonly initialize: Buffer;
  /** The client has had its answer and needs no second one. */
  readonly isAnswered: boolean;
  /** Whether a line is the kernel's answer to it. */
  isAnswer(line: Buffer): boolean;
  /** `notifications/initialized`; null: the client has not said it yet. */
  readonly initialized: Buffer | null;
}

type Id = string | number;

/** A request that holds until the client takes it back. */
interface Standing {
  readonly id: Id;
  readonly method: string;
  readonly params: JsonObject;
}

export function mcpMemory(): McpMemory {
  const ofClient = new Map<Id, string>();
  const ofKernel = new Set<Id>();
  /** Asked by kernels that are gone, and not answered yet. */
  const stale = new Set<Id>();
  /** The id that the client knows a question by, and the kernel's own. */
  const renamed = new Map<Id, Id>();
  let initialize: { line: Buffer; id: Id } | null = null;
  let initialized: Buffer | null = null;
  let generation = 1;
  /** Of the client: its log level, and its subscriptions by address. */
  let level: Standing | null = null;
  const subscribed = new Map<string, Standing>();
  /** Ids of what was said again for the client. */
  const repeated = new Set<string>();

  function noteStanding(id: Id, method: string, params: JsonObject): void {
    const { uri } = params;
    if (method === "logging/setLevel") level = { id, method, params };
    if (typeof uri !== "string") return;
    if (method === "resources/subscribe" && !subscribed.has(uri))
      subscribed.set(uri, { id, method, params });
    if (method === "resources/unsubscribe") subscribed.delete(uri);
  }

  function noteClient(message: JsonObject, line: Buffer): void {
    const { id, method } = message;
    if (typeof method !== "string") return;
    if (isId(id)) {
      ofClient.set(id, method);
      if (isObject(message["params"])) noteStanding(id, method, message["params"]);
    }
    if (method === "initialize" && isId(id)) {
      initialize = { line, id };
      initialized = null;
      level = null;
      subscribed.clear();
    }
    if (method === "notifications/initialized") initialized = line;
  }

  /** An answer of the client: to which question of this kernel, if of this one at all. */
  function answered(message: JsonObject, line: Buffer): Buffer | null {
    const { id } = message;
    if (!isId(id)) return line;
    if (stale.delete(id)) return null;
    const own = renamed.get(id);
    ofKernel.delete(id);
    if (own === undefined) return line;
    renamed.delete(id);
    return asLine({ ...message, id: own });
  }

  const lostText =
    "the kernel ended while this was under way and it was not repeated; what it did is on record: glassbox status";

  return {
    fromClient(line) {
      const message = parse(line);
      if (Array.isArray(message))
        for (const one of message) if (isObject(one)) noteClient(one, line);
      if (!isObject(message)) return line;
      if (message["method"] === undefined) return answered(message, line);
      noteClient(message, line);
      return line;
    },
    fromKernel(line) {
      const head = answeredId(line);
      if (head !== null) {
        ofClient.delete(head);
        return line;
      }
      const message = parse(line);
      if (Array.isArray(message))
        for (const one of message) if (isObject(one) && isId(one["id"])) ofClient.delete(one["id"]);
      if (!isObject(message)) return line;
      const { id, method } = message;
      if (!isId(id)) return line;
      if (typeof method !== "string") {
        ofClient.delete(id);
        return line;
      }
      if (!stale.has(id)) {
        ofKernel.add(id);
        return line;
      }
      // The client's late answer to the old question must not become one to this.
      const other = `${id}/${generation}`;
      renamed.set(other, id);
      ofKernel.add(other);
      return asLine({ ...message, id: other });
    },
    lost() {
      generation++;
      const reason = "the kernel that asked is gone";
      const cancelled = [...ofKernel].map((requestId) =>
        asLine({
          jsonrpc: "2.0",
          method: "notifications/cancelled",
          params: { requestId, reason },
        }),
      );
      repeated.clear();
      // Of these the client is told that they have failed.
      if (level && ofClient.has(level.id)) level = null;
      for (const [uri, { id }] of subscribed) if (ofClient.has(id)) subscribed.delete(uri);
      for (const id of ofKernel) stale.add(id);
      ofKernel.clear();
      renamed.clear();
      const errors = [...ofClient]
        .filter(([, method]) => method !== "initialize")
        .map(([id]) => errorLine(id, lostText));
      for (const [id, method] of ofClient) if (method !== "initialize") ofClient.delete(id);
      return [...cancelled, ...errors];
    },
    unsent(lines, message) {
      const requests = lines.flatMap((line) => parse(line)).filter(isObject);
      return requests.flatMap(({ id, method }) => {
        if (typeof method !== "string" || !isId(id)) return [];
        ofClient.delete(id);
        if (method === "initialize") initialize = null;
        return [errorLine(id, message)];
      });
    },
    beginning() {
      if (!initialize) return null;
      const { line, id } = initialize;
      return {
        initialize: line,
        isAnswered: !ofClient.has(id),
        isAnswer: (other) => {
          const message = parse(other);
          return isObject(message) && message["id"] === id && message["method"] === undefined;
        },
        initialized,
      };
    },
    again() {
      const standing = [...(level ? [level] : []), ...subscribed.values()];
      return standing.map(({ method, params }, index) => {
        const id = `glassbox/again/${generation}/${index}`;
        repeated.add(id);
        return asLine({ jsonrpc: "2.0", id, method, params });
      });
    },
    isAnswerToAgain(line) {
      if (repeated.size === 0) return false;
      const message = parse(line);
      if (!isObject(message) || message["method"] !== undefined) return false;
      return repeated.delete(String(message["id"]));
    },
    waiting: () => [...ofClient.values()].filter((method) => method !== ENDLESS).length,
  };
}

function isId(value: JsonValue | undefined): value is Id {
  return typeof value === "string" || typeof value === "number";
}

/** Undefined for what is not JSON: the kernel says so to whoever sent it. */
function parse(line: Buffer): JsonValue | undefined {
  try {
    return JSON.parse(line.toString("utf8")) as JsonValue;
  } catch {
    return undefined;
  }
}

/** How most answers begin; of such a one, which may be long, nothing else is looked at. */
const ANSWER = /^\{"jsonrpc":"2\.0","id":(?:(\d{1,15})|"([^"\\]{1,64})"),"(?:result|error)":/;
const LONGEST_HEAD = 128;

function answeredId(line: Buffer): Id | null {
  const [, number, text] = ANSWER.exec(line.toString("latin1", 0, LONGEST_HEAD)) ?? [];
  if (number !== undefined) return Number(number);
  return text === undefined || /[^ -~]/.test(text) ? null : text;
}

function asLine(message: JsonObject): Buffer {
  return Buffer.from(`${JSON.stringify(message)}\n`);
}

function errorLine(id: Id, message: string): Buffer {
  return asLine({ jsonrpc: "2.0", id, error: { code: LOST, message } });
}
