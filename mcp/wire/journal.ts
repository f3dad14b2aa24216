import { messageOf } from "../../kernel/error.ts";
import type { Backlog, Waiting } from "./backlog.ts";
import { gapHead } from "./content.ts";
import { headText } from "./line.ts";
import { Links } from "./links.ts";
import { segmentsIn } from "./names.ts";
import type { Limits, WireOptions } from "./options.ts";
import { seal, type Sealed } from "./seal.ts";
import { type Numbered, Segment } from "./segment.ts";
import { type TakenDown, takeDown } from "./take-down.ts";

/** Lines that go to the disk together. */
const BATCH = 256 * 1024;

/** Turns what is waiting into lines of the current segment, a slice of time at a time. One call at a time. */
export class Journal {
  /** Undefined: nothing was recorded since the last one ended. */
  current: Segment | undefined;
  readonly #options: WireOptions;
  readonly #limits: Limits;
  readonly #backlog: Backlog;
  readonly #links = new Links();
  readonly #writer = crypto.randomUUID();
  #last = "";
  #isReady = false;
  #troubled = "";

  constructor(options: WireOptions, limits: Limits, backlog: Backlog) {
    this.#options = options;
    this.#limits = limits;
    this.#backlog = backlog;
  }

  async write(): Promise<void> {
    const waiting = this.#backlog.take();
    if (waiting.length === 0) return;
    if (!this.#isOn()) {
      for (const one of waiting) this.#backlog.done(one);
      this.#backlog.takeDropped();
      return;
    }
    await this.#readyToRedact();
    let batch: Batch = { lines: [], bytes: 0, of: [] };
    let slice = performance.now();
    for (const one of waiting) {
      const { lines, bytes } = this.#takeDown(one);
      batch.lines.push(...lines);
      batch.of.push(one);
      batch.bytes += bytes;
      if (batch.bytes >= BATCH) {
        await this.#append(batch);
        batch = { lines: [], bytes: 0, of: [] };
        slice = performance.now();
      } else if (performance.now() - slice >= this.#limits.sliceMs) {
        await new Promise((resolve) => setImmediate(resolve));
        slice = performance.now();
      }
    }
    await this.#append(batch);
    await this.#appendGap();
  }

  /** Ends the current segment. Undefined: there is none, or it could not be sealed; the next start does it then. */
  async end(): Promise<Sealed | undefined> {
    const segment = this.current;
    this.current = undefined;
    if (segment === undefined) return undefined;
    try {
      await segment.close();
      return await seal(this.#options.dir, segment.id, segment.summary);
    } catch (error) {
      this.trouble(`the segment ${segment.id} was not sealed`, error);
      return undefined;
    }
  }

  /** Says the same thing once, however often it happens in a row. */
  trouble(what: string, error: unknown): void {
    const sentence = `${what}: ${messageOf(error)}`;
    if (sentence !== this.#troubled) this.#options.onTrouble?.(sentence);
    this.#troubled = sentence;
  }

  #isOn(): boolean {
    try {
      return this.#options.isOn?.() ?? true;
    } catch {
      // A configuration that cannot be read says nothing of this; the record goes on.
      return true;
    }
  }

  async #readyToRedact(): Promise<void> {
    if (this.#isReady) return;
    this.#isReady = true;
    try {
      await this.#options.ready?.();
    } catch {
      // A secret that cannot be read cannot have been put into a message by this process either.
    }
  }

  #takeDown(one: Waiting): { readonly lines: readonly Numbered[]; readonly bytes: number } {
    let taken: TakenDown;
    try {
      taken = takeDown(one, this.#links, this.#options.redact);
    } catch (error) {
      this.trouble("a message was not recorded", error);
      this.#backlog.lost(1);
      return { lines: [], bytes: 0 };
    }
    return { lines: [taken], bytes: one.weight + 400 };
  }

  /** What the disk does not take is lost, and counted as that. */
  async #append({ lines, of }: Batch): Promise<void> {
    try {
      if (lines.length > 0) {
        const segment = await this.#segment();
        await segment.append(lines);
        this.#troubled = "";
      }
    } catch (error) {
      this.#backlog.lost(lines.length);
      this.trouble("messages are missing in the wire record", error);
    } finally {
      for (const one of of) this.#backlog.done(one);
    }
  }

  async #appendGap(): Promise<void> {
    const dropped = this.#backlog.takeDropped();
    if (dropped === 0) return;
    const at = Date.now();
    const gap: Numbered = (n) => {
      return { head: headText(gapHead(n, at, dropped)), salt: null, message: "null" };
    };
    try {
      await (await this.#segment()).append([gap]);
    } catch {
      // Said with the messages that were lost; counted until a segment takes it.
      this.#backlog.lost(dropped);
    }
  }

  async #segment(): Promise<Segment> {
    if (this.current !== undefined) return this.current;
    const { dir } = this.#options;
    const last = this.#last || (segmentsIn(dir).at(-1)?.id ?? "");
    this.current = await Segment.begin(dir, this.#writer, last);
    this.#last = this.current.id;
    return this.current;
  }
}

interface Batch {
  lines: Numbered[];
  bytes: number;
  of: Waiting[];
}
