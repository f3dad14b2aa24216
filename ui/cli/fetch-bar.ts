import { isObject, type JsonValue } from "../../kernel/json.ts";
import { dim, fit, oneLine } from "./render/text.ts";
import { sizeText } from "./render/size.ts";
import type { Terminal } from "./terminal.ts";

/** Shows what is being fetched: a bar for each on a terminal, else a line for each when it is complete. */
export interface FetchBar {
  part(part: JsonValue): void;
  /** What is on the screen stays. */
  rest(): void;
}

interface Fetched {
  readonly bytes: number;
  /** Null: nobody knows. */
  readonly total: number | null;
}

const WIDTH = 24;
/** A screen is drawn no more often. */
const EVERY_MS = 80;

export function createFetchBar(terminal: Terminal, quiet: boolean): FetchBar {
  if (quiet) return { part: () => {}, rest: () => {} };
  const fetching = new Map<string, Fetched>();
  const told = new Set<string>();
  let drawn = 0;
  let drawnAt = 0;
  const draw = () => {
    const room = Math.max(3, terminal.rows - 2);
    const last = [...fetching].slice(-room);
    const lines = last.map(([name, one]) => barOf(name, one, terminal.columns));
    const up = drawn > 0 ? `\u001b[${drawn}A\u001b[0J` : "";
    drawn = lines.length;
    drawnAt = Date.now();
    terminal.draw(up + lines.map((line) => `${line}\n`).join(""));
  };
  const tell = (name: string, { bytes, total }: Fetched) => {
    if (total === null || bytes < total || told.has(name)) return;
    told.add(name);
    terminal.note(fit(`fetched ${oneLine(name)}  ${sizeText(bytes)}`, terminal.columns));
  };
  return {
    part(part) {
      if (!isObject(part) || part["kind"] !== "fetched") return;
      const { name, bytes, total } = part as { name: string } & Fetched & typeof part;
      fetching.set(name, { bytes, total });
      if (!terminal.live) return tell(name, { bytes, total });
      const isNews = bytes === total || Date.now() - drawnAt >= EVERY_MS;
      if (isNews) draw();
    },
    rest() {
      if (terminal.live && fetching.size > 0) draw();
      drawn = 0;
    },
  };
}

function barOf(name: string, { bytes, total }: Fetched, columns: number): string {
  const done = total === null || total === 0 ? 0 : Math.min(1, bytes / total);
  const full = Math.round(done * WIDTH);
  const bar = total === null ? "·".repeat(WIDTH) : "█".repeat(full) + dim("░".repeat(WIDTH - full));
  const size = total === null ? sizeText(bytes) : `${sizeText(bytes)} of ${sizeText(total)}`;
  return `${bar} ${fit(`${oneLine(name)}  ${size}`, columns - WIDTH - 1)}`;
}
