import { usage } from "../../kernel/error.ts";

/** An export that nobody goes on with is forgotten. */
const PATIENCE_MS = 60_000;
/** A page ends with the line that fills it; making one holds up all others. */
const PAGE_CHARACTERS = 256 * 1024;

interface Open {
  readonly lines: Iterator<string>;
  timer: ReturnType<typeof setTimeout>;
  page: number;
}

/** Hands out lines page by page: whoever takes them sets the pace, and nothing piles up here. */
export class Pages {
  readonly #open = new Map<string, Open>();
  readonly #name: () => string;

  constructor(name: () => string) {
    this.#name = name;
  }

  /** Begins, and answers the name of the first page. */
  begin(lines: Iterable<string>): string {
    const id = this.#name();
    this.#open.set(id, { lines: lines[Symbol.iterator](), timer: this.#clock(id), page: 0 });
    return `${id}-0`;
  }

  /** Sends a page; answers the name of the next one, null after the last. Each can be had once. */
  next(name: string, send: (line: string) => void): string | null {
    const [id = "", number] = name.split("-");
    const open = this.#open.get(id);
    if (!open || String(open.page) !== number)
      throw usage(`there is no page ${name}`, "begin the export again");
    clearTimeout(open.timer);
    open.page += 1;
    try {
      for (let size = 0; size < PAGE_CHARACTERS;) {
        const { value, done } = open.lines.next();
        if (done) return this.#end(id);
        send(value);
        size += value.length;
      }
    } catch (error) {
      this.#end(id);
      throw error;
    }
    open.timer = this.#clock(id);
    return `${id}-${open.page}`;
  }

  #end(id: string): null {
    this.#open.delete(id);
    return null;
  }

  #clock(id: string): Open["timer"] {
    const timer = setTimeout(() => this.#open.delete(id), PATIENCE_MS);
    timer.unref();
    return timer;
  }
}
