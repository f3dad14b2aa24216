import type { LedgerEvent } from "../../kernel/event.ts";
import { keyOf } from "./definitions.ts";
import {
  APPROVED,
  type Kind,
  PINNED,
  QUARANTINED,
  type Reason,
  REMOVED,
  type TrustEvent,
  WITHDRAWN,
} from "./events.ts";
import type { Speaks } from "./shadow.ts";

/** What is trusted of one definition, and what waits for a person. */
export interface Standing {
  readonly kind: Kind;
  readonly name: string;
  readonly pinned: Pin | null;
  readonly waiting: Waiting | null;
}

export interface Pin {
  readonly hash: string;
  readonly shape: string;
  /** The rules that it has passed. */
  readonly rules: number;
  /** Absent: nobody has looked. */
  readonly speaks?: Speaks;
  /** A person has looked at it: no rule speaks against it any more. */
  readonly isApproved: boolean;
  /** The event that holds the definition. */
  readonly event: string;
}

export interface Waiting {
  readonly hash: string;
  readonly shape: string;
  readonly reasons: readonly Reason[];
  readonly event: string;
}

/** By `kind:name`, in the order in which they were first heard of. A server that is here was used before. */
export type ServerPins = Map<string, Standing>;

/** The projection of all `trust.*` events, by server. */
export type Pins = Map<string, ServerPins>;

export function standingOf(pins: Pins, server: string, key: string): Standing | undefined {
  return pins.get(server)?.get(key);
}

/** One event later. */
export function applyEvent(pins: Pins, event: TrustEvent, id: string): void {
  const { server, kind, name, hash } = event.data;
  const all: ServerPins = pins.get(server) ?? new Map();
  pins.set(server, all);
  const before = all.get(keyOf(event.data)) ?? { kind, name, pinned: null, waiting: null };
  all.set(keyOf(event.data), after(before, event, hash, id));
}

function after(before: Standing, { type, data }: TrustEvent, hash: string, id: string): Standing {
  switch (type) {
    case PINNED: {
      const { shape, rules, speaks } = data;
      const pinned = { hash, shape, rules, speaks, isApproved: false, event: id };
      return { ...before, pinned, waiting: null };
    }
    case QUARANTINED: {
      const { shape, reasons } = data;
      return { ...before, waiting: { hash, shape, reasons, event: id } };
    }
    case APPROVED: {
      if (before.waiting?.hash !== hash) return before;
      const { shape, event } = before.waiting;
      return {
        ...before,
        pinned: { hash, shape, rules: 0, isApproved: true, event },
        waiting: null,
      };
    }
    case WITHDRAWN:
      return before.waiting?.hash === hash ? { ...before, waiting: null } : before;
  }
}

/** The same from the ledger; what was erased is as if it had not been said. */
export function applyRecorded(pins: Pins, event: LedgerEvent): void {
  if (event.data === null) return;
  if (event.type === REMOVED) return void pins.delete(String(event.data["server"]));
  applyEvent(pins, event as unknown as TrustEvent, event.id);
}
