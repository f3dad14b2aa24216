import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { WireMessage } from "./recorder.ts";

/** What a message belongs to. */
export interface Link {
  readonly method: string;
  readonly run: string;
  readonly traceparent: string;
}

/** What a message is, and what it belongs to by its own word or by that of the request that it goes with. */
export interface Linked extends Link {
  readonly kind: "request" | "response" | "notification" | "other";
  readonly id: string | number | null;
  readonly during: readonly string[];
}

interface Open extends Link {
  readonly token: string | number | undefined;
}

/** Requests that were not answered yet, by the direction in which they went, and by id. */
type Connection = Readonly<Record<WireMessage["direction"], Map<string | number, Open>>>;

/** What is never answered must not pile up: of a connection, and of connections. */
const MOST_OPEN = 1_000;
const MOST_CONNECTIONS = 1_000;
const MOST_RUNS = 16;

/** Answers carry no method and no `_meta` of their own; here is remembered to which request they belong. */
export class Links {
  readonly #connections = new Map<string, Connection>();

  link({ hop, peer, connection, direction }: WireMessage, message: unknown): Linked {
    if (!isObject(message)) return other;
    const id = idOf(message);
    // The name of a client is not known at first; servers may number their connections each for itself.
    const key = JSON.stringify([hop, connection, hop === "hub" ? peer : ""]);
    const open = this.#connections.get(key);
    // To which run a message belongs we know; what others say of it is their word.
    const isOwn = direction === "out";
    if (typeof message["method"] !== "string") {
      if (id === null) return other;
      const asked = direction === "in" ? "out" : "in";
      const link = open?.[asked].get(id);
      open?.[asked].delete(id);
      if (open && open.in.size + open.out.size === 0) this.#connections.delete(key);
      const run = (isOwn ? runIn(message["result"]) : "") || (link?.run ?? "");
      return { kind: "response", id, method: "", traceparent: "", during: [], ...link, run };
    }
    const said = ownLink(message, message["method"]);
    const own = isOwn ? said : { ...said, run: "" };
    if (id !== null) {
      this.#remember(key, direction, id, own);
      return { kind: "request", id, ...this.#within(own, open, direction) };
    }
    return { kind: "notification", id, ...this.#within(own, open, direction) };
  }

  #remember(key: string, direction: WireMessage["direction"], id: string | number, open: Open) {
    const connection = this.#connections.get(key) ?? { in: new Map(), out: new Map() };
    this.#connections.set(key, connection);
    connection[direction].set(id, open);
    dropOldest(connection[direction], MOST_OPEN);
    dropOldest(this.#connections, MOST_CONNECTIONS);
  }

  /** Progress goes with the request whose token it has; what says nothing may be of any that is under way. */
  #within(own: Open, open: Connection | undefined, direction: WireMessage["direction"]) {
    const { token, ...link } = own;
    if (link.run !== "" || link.traceparent !== "" || !open) return { ...link, during: [] };
    const asked = [...open[direction === "in" ? "out" : "in"].values()];
    const progress = link.method === "notifications/progress";
    const meant = progress && asked.find((one) => one.token !== undefined && one.token === token);
    if (meant) return { ...link, run: meant.run, traceparent: meant.traceparent, during: [] };
    const runs = new Set(asked.map(({ run }) => run).filter((run) => run !== ""));
    return { ...link, during: [...runs].slice(0, MOST_RUNS) };
  }
}

const other: Linked = { kind: "other", id: null, method: "", run: "", traceparent: "", during: [] };

function ownLink({ params }: JsonObject, method: string): Open {
  const given = isObject(params) ? params : {};
  const meta = isObject(given["_meta"]) ? given["_meta"] : {};
  const token = meta["progressToken"] ?? given["progressToken"];
  const traceparent = meta["traceparent"];
  return {
    method,
    run: runIn(given),
    traceparent: typeof traceparent === "string" ? traceparent.slice(0, 100) : "",
    token: typeof token === "string" || typeof token === "number" ? token : undefined,
  };
}

function runIn(value: unknown): string {
  const meta = isObject(value) ? value["_meta"] : undefined;
  const run = isObject(meta) ? meta["dev.glassbox/run"] : undefined;
  return typeof run === "string" ? run.slice(0, 100) : "";
}

function idOf({ id }: JsonObject): string | number | null {
  return typeof id === "string" || typeof id === "number" ? id : null;
}

function dropOldest(map: Map<unknown, unknown>, most: number): void {
  if (map.size <= most) return;
  const [oldest] = map.keys();
  map.delete(oldest);
}
