import type { EventDraft, LedgerEvent } from "../../kernel/event.ts";
import { canonicalize, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { Clock } from "../../kernel/ports/clock.ts";
import { type Difference, differenceAt, mismatchIn } from "./difference.ts";
import { withMeasured } from "./measured.ts";
import type { Names } from "./names.ts";

/** What the new house wants to write, held back until it is what is on record next. */
interface Held {
  readonly drafts: readonly EventDraft[];
  /** When it was wanted, by the recorded clock. */
  readonly at: number;
  readonly resolve: (events: readonly LedgerEvent[]) => void;
  /** Somebody from outside came in between: it may have been wanted only because nobody had come yet. */
  isOvertaken: boolean;
}

/** Something that was wanted, and the events on record that it is. */
export interface Match {
  readonly held: Held;
  readonly events: readonly LedgerEvent[];
}

interface GateParts {
  readonly record: readonly LedgerEvent[];
  readonly names: Names;
  readonly clock: Clock;
  /** Names what differs inside of what an event only names by its hash. */
  readonly inside: (path: string, recorded: JsonValue, now: JsonValue) => Mismatched | null;
}

interface Mismatched {
  readonly path: string;
  readonly recorded: JsonValue;
  readonly now: JsonValue;
}

/** The one door between what is done now and what was done then: nothing gets by that is not on record next. */
export class Gate {
  readonly #parts: GateParts;
  readonly #listeners = new Set<() => void>();
  #held: Held[] = [];
  #at = 0;
  /** Grows with everything that the new house does. */
  activity = 0;
  /** Events that were made again and found to be the same. */
  compared = 0;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  get next(): LedgerEvent | undefined {
    return this.#parts.record[this.#at];
  }

  /** The event that stands so many after the next one. */
  readonly ahead = (ahead: number): LedgerEvent | undefined => this.#parts.record[this.#at + ahead];

  /** Those that are on record and have not been reached, in order. */
  *coming(): Iterable<LedgerEvent> {
    for (let at = this.#at; at < this.#parts.record.length; at++) yield this.#parts.record[at]!;
  }

  /** Called whenever the new house does something. Returns the way out. */
  onActivity(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stir(): void {
    this.activity += 1;
    for (const listener of this.#listeners) listener();
  }

  hold(drafts: readonly EventDraft[]): Promise<readonly LedgerEvent[]> {
    // Whatever is done with the drafts later: this is what was to be written.
    const kept = drafts.map((draft) => ({ ...draft, data: asStored(draft.data) }));
    return new Promise((resolve) => {
      this.#held.push({ drafts: kept, at: this.#parts.clock.now(), resolve, isOvertaken: false });
      this.stir();
    });
  }

  /** The batch that stands on record `ahead` of the next event; null: it has not come; or what is different about it. */
  match(ahead = 0): Match | Difference | null {
    const next = this.ahead(ahead);
    if (!next) return null;
    let nearest: Difference | null = null;
    for (const held of this.#held) {
      const [first] = held.drafts;
      if (!first || !this.#isAbout(first, next)) continue;
      const found = this.#compare(held, ahead);
      if ("events" in found) {
        this.#held = this.#held.filter((one) => one !== held);
        this.compared += found.events.length;
        return { held, events: found.events };
      }
      if (!held.isOvertaken) nearest ??= found;
    }
    return nearest;
  }

  /** Goes past events that are on record. */
  pass(count: number): readonly LedgerEvent[] {
    const events = this.#parts.record.slice(this.#at, this.#at + count);
    this.#at += count;
    return events;
  }

  /** An event from outside is on its way: what is held may not come any more. */
  overtake(): void {
    for (const held of this.#held) held.isOvertaken = true;
  }

  /** The house that wanted all this is gone. */
  drop(): void {
    this.#held = [];
  }

  /** What is wanted instead of what is on record: of the same kind, else the first. */
  instead(): EventDraft | null {
    const wanted = this.#held.filter(({ isOvertaken }) => !isOvertaken);
    const drafts = wanted.flatMap((held) => held.drafts.slice(0, 1));
    const { next } = this;
    const same = drafts.find(
      (draft) => draft.subject === next?.subject && draft.data["step"] === next.data?.["step"],
    );
    return same ?? drafts[0] ?? null;
  }

  /** The same run, type, step and purpose: then everything else has to be the same too. */
  #isAbout({ type, subject, data }: EventDraft, next: LedgerEvent): boolean {
    if (type !== next.type || this.#parts.names.recorded(subject) !== next.subject) {
      if (type !== next.type || !this.#parts.names.fits(subject, next.subject, new Map()))
        return false;
    }
    const same = (name: string) => (data[name] ?? null) === (next.data?.[name] ?? null);
    return same("step") && same("purpose");
  }

  #compare(held: Held, ahead: number): { events: readonly LedgerEvent[] } | Difference {
    const { record, names, inside } = this.#parts;
    const trial = new Map<string, string>();
    const at = this.#at + ahead;
    const events = record.slice(at, at + held.drafts.length);
    for (const [index, draft] of held.drafts.entries()) {
      const event = events[index];
      const last = record[at + index - 1] ?? record[0]!;
      if (!event)
        return { ...differenceAt(last, none(draft)), event: last.bseq + 1, type: draft.type };
      const envelope = (["type", "subject", "branch"] as const).find(
        (name) => !names.fits(draft[name], event[name], trial),
      );
      if (envelope)
        return differenceAt(event, {
          path: "",
          recorded: event.type,
          now: `${draft.type} of ${draft.subject}`,
        });
      const named = draft.id === undefined ? undefined : trial.get(draft.id);
      if (named !== undefined && named !== event.id)
        return differenceAt(event, { path: "id", recorded: event.id, now: named });
      if (draft.id !== undefined) trial.set(draft.id, event.id);
      // What an older release wrote less of cannot be compared member by member.
      if (event.storedVersion < event.version) continue;
      const given = withMeasured(draft.data, event, held.at);
      const found = mismatchIn(given, event.data ?? {}, names, trial);
      if (found) return differenceAt(event, inside(found.path, found.recorded, found.now) ?? found);
    }
    names.bind(trial);
    return { events };
  }
}

function none(draft: EventDraft) {
  return { path: "", recorded: null, now: draft.type };
}

function asStored(data: JsonObject): JsonObject {
  return JSON.parse(canonicalize(data)) as JsonObject;
}
