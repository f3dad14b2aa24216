import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Capture } from "../../../kernel/ports/workspace.ts";
import { openStand, type Stand } from "./stand.ts";

export interface Changed extends AsyncDisposable {
  readonly stand: Stand;
  readonly dir: string;
  readonly was: ReadonlyMap<string, Capture>;
  readonly is: ReadonlyMap<string, Capture>;
  write(path: string, content: string): void;
  read(path: string): string;
}

/** A folder that a run has changed from `before` to `after`; null: not there. A path with `/` at its end is a folder. */
export async function changed(
  top: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string | null>>,
  reached: (point: string, dir: string) => void = () => {},
): Promise<Changed> {
  const dir = mkdtempSync(join(top, "run-"));
  const stand = await openStand(mkdtempSync(join(top, "home-")), (point) => reached(point, dir));
  const put = ([path, content]: [string, string | null]) => {
    const at = join(dir, path);
    if (content === null) return rmSync(at, { recursive: true });
    if (path.endsWith("/")) return mkdirSync(at, { recursive: true });
    mkdirSync(join(at, ".."), { recursive: true });
    return writeFileSync(at, content);
  };
  Object.entries(before).forEach(put);
  const was = stand.capture(dir);
  Object.entries(after).forEach(put);
  return {
    stand,
    dir,
    was,
    is: stand.capture(dir),
    write: (path, content) => put([path, content]),
    read: (path) => readFileSync(join(dir, path), "utf8"),
    [Symbol.asyncDispose]: () => stand[Symbol.asyncDispose](),
  };
}
