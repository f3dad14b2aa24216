import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dir, "programs");

/** A program of ours over one corner of the standard library: it asserts, and prints the same everywhere. */
export interface StoredProgram {
  /** Such as `formats/toml`. */
  readonly name: string;
  readonly code: string;
  /** The oldest Python that knows its syntax, such as [3, 12]. */
  readonly needs: readonly [number, number];
}

const OLDEST = [3, 11] as const;

export function storedPrograms(): readonly StoredProgram[] {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".py"))
    .toSorted()
    .map((path) => {
      const code = readFileSync(join(FOLDER, path), "utf8");
      return { name: path.slice(0, -".py".length), code, needs: needsOf(code) };
    });
}

function needsOf(code: string): readonly [number, number] {
  const found = /^# needs: (\d+)\.(\d+)$/m.exec(code);
  return found === null ? OLDEST : [Number(found[1]), Number(found[2])];
}
