import { mkdirSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";

import { NOTHING, type Summary, withLine } from "./content.ts";
import { headText, type Line, lineText } from "./line.ts";
import { newSegmentId, openPath } from "./names.ts";

/** What a batch of lines brings a segment to. */
interface Reached {
  readonly bytes: number;
  readonly summary: Summary;
}

/** A line that gets its number, and with it its place in the chain, when it is written. */
export type Numbered = (n: number) => Line;

/** The segment that is being written. One batch at a time. */
export class Segment {
  readonly id: string;
  /** `performance.now()` at its beginning. */
  readonly began = performance.now();
  readonly #file: FileHandle;
  #reached: Reached = { bytes: 0, summary: NOTHING };

  private constructor(id: string, file: FileHandle) {
    this.id = id;
    this.#file = file;
  }

  /** Begins a segment; `writer` tells connections of different processes apart. */
  static async begin(dir: string, writer: string, last: string): Promise<Segment> {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const id = newSegmentId(Date.now(), last);
    const segment = new Segment(id, await open(openPath(dir, id), "wx", 0o600));
    const head = headText({ segment: id, version: 1, writer });
    try {
      await segment.append([() => ({ head, salt: null, message: "null" })]);
    } catch (error) {
      // A full disk: the next message tries again, and must not leave a file behind each time.
      await segment.close();
      await rm(openPath(dir, id), { force: true });
      throw error;
    }
    return segment;
  }

  get bytes(): number {
    return this.#reached.bytes;
  }

  /** What it comes to so far. */
  get summary(): Summary {
    return this.#reached.summary;
  }

  /** Writes all of the lines or, when it rejects, none. */
  async append(lines: readonly Numbered[]): Promise<void> {
    let { summary } = this.#reached;
    let batch = "";
    for (const numbered of lines) {
      const line = numbered(summary.entries + 1);
      summary = withLine(summary, line);
      batch += `${lineText(line)}\n`;
    }
    const bytes = Buffer.from(batch);
    try {
      await writeAll(this.#file, bytes, this.#reached.bytes);
    } catch (error) {
      await this.#file.truncate(this.#reached.bytes).catch(() => {});
      throw error;
    }
    this.#reached = { bytes: this.#reached.bytes + bytes.length, summary };
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
}
