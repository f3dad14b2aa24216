import type { JsonObject } from "../json.ts";

/** Lifts a payload from `version` to `version + 1`. Stored bytes never change; this runs on reading. */
export type Upcaster = (data: JsonObject) => JsonObject;

/** One type of event: who registers it says its current version, checks its payload and names its barriers. */
export interface EventType {
  readonly type: string;
  readonly version: number;
  /** Throws with a message that names the field. */
  check(data: JsonObject): void;
  /** Barrier events are on disk (fsync) before `append` resolves. */
  barrier(data: JsonObject): boolean;
  /** Keyed by the version they lift from. */
  readonly upcasters: Readonly<Record<number, Upcaster>>;
}

export class EventTypes {
  readonly #types = new Map<string, EventType>();

  constructor(types: Iterable<EventType>) {
    for (const type of types) this.register(type);
  }

  register(type: EventType): void {
    if (this.#types.has(type.type)) throw new Error(`event type ${type.type} is registered twice`);
    this.#types.set(type.type, type);
  }

  get(type: string): EventType | undefined {
    return this.#types.get(type);
  }

  /** The payload in the newest known form. A type of an absent plugin is carried as it is. */
  upcast(type: string, version: number, data: JsonObject): { data: JsonObject; version: number } {
    const known = this.#types.get(type);
    let current = version;
    let lifted = data;
    while (known && current < known.version) {
      const upcaster = known.upcasters[current];
      if (!upcaster) break;
      lifted = upcaster(lifted);
      current += 1;
    }
    return { data: lifted, version: current };
  }
}
