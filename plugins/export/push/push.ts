import { messageOf } from "../../../kernel/error.ts";
import type { LedgerFile } from "../feed/ledger-file.ts";
import type { PushOrder } from "../feed/messages.ts";
import { logsRequest, tracesRequest } from "../otlp/json.ts";
import type { Log, Span } from "../otlp/model.ts";
import { Projection } from "../otlp/projection.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { send } from "./send.ts";
import { fileSource } from "./file-source.ts";
import { tracedOf } from "./traced.ts";

/** Events that are told at once, and all that is ever in memory. */
const BATCH = 512;
const LONGEST_PAUSE_MS = 60_000;

/** Tells a collector what is on record, from where it was told last. While it is away its place is kept, not its data. */
export class Push {
  readonly #order: PushOrder;
  readonly #file: LedgerFile;
  readonly #projection: Projection;
  readonly #note: (message: string) => void;
  #cursor: number;
  #isAtWork = false;
  #isAway = false;

  constructor(order: PushOrder, file: LedgerFile, note: (message: string) => void) {
    this.#order = order;
    this.#file = file;
    this.#note = note;
    this.#projection = new Projection(fileSource(file), order);
    const { cursorFile, endpoint, from } = order;
    this.#cursor = readCursor(cursorFile, endpoint) ?? this.#keep(from);
  }

  /** Something may be new. What comes in the next moments is told along with it. */
  wake(): void {
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    void this.#work().finally(() => (this.#isAtWork = false));
  }

  async #work(): Promise<void> {
    while (this.#cursor < this.#file.lastRow()) {
      await Bun.sleep(this.#order.pauseMs);
      try {
        await this.#tellPage();
      } catch (error) {
        // The record will be there later; what could not be read or kept now is told then.
        this.#note(`telling ${this.#order.endpoint} has stopped: ${messageOf(error)}`);
        await Bun.sleep(LONGEST_PAUSE_MS);
      }
    }
  }

  async #tellPage(): Promise<void> {
    const all = { after: this.#cursor, subject: null, types: null, limit: BATCH };
    const { events, cursor } = this.#file.page(all);
    const spans: Span[] = [];
    const logs: Log[] = [];
    for (const event of events) {
      const told = this.#projection.take(tracedOf(event));
      spans.push(...told.spans);
      logs.push(told.log);
    }
    if (spans.length > 0) await this.#deliver("/v1/traces", tracesRequest(spans, this.#order));
    if (logs.length > 0 && this.#order.logs)
      await this.#deliver("/v1/logs", logsRequest(logs, this.#order));
    this.#cursor = this.#keep(cursor);
  }

  /** Tries until the collector has taken or refused it. */
  async #deliver(path: string, body: string): Promise<void> {
    const { endpoint, headers, pauseMs } = this.#order;
    for (let pause = pauseMs; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const sent = await send(endpoint + path, body, headers);
      if (sent.kind === "later") {
        if (!this.#isAway) this.#note(`${endpoint} cannot be told now, trying on: ${sent.note}`);
        this.#isAway = true;
        // Several homes must not all come back at the same moment.
        await Bun.sleep(sent.wait ?? pause * (0.75 + Math.random() / 2));
        continue;
      }
      if (this.#isAway) this.#note(`${endpoint} is back`);
      this.#isAway = false;
      if (sent.note !== null) this.#note(`${endpoint}${path}: ${sent.note}`);
      return;
    }
  }

  #keep(row: number): number {
    writeCursor(this.#order.cursorFile, this.#order.endpoint, row);
    return row;
  }
}
