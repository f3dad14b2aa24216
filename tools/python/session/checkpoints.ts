import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Momentary, Refusal } from "../refusal.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export interface CheckpointCaps {
  readonly bytes: number;
  readonly count: number;
  /** One that nobody has used for so long may be removed when there is no room. */
  readonly keepMs: number;
}

export const CAPS: CheckpointCaps = {
  bytes: 2 * 1024 ** 3,
  count: 10_000,
  keepMs: 30 * DAY_MS,
};

interface Stored {
  readonly id: string;
  readonly bytes: number;
  readonly usedAt: number;
}

/** Checkpoints under the SHA-256 of their bytes, one file each. A file that is removed is a checkpoint forgotten. */
export interface Checkpoints {
  /** Before a program whose state is to be kept: room is made of what is old and not in `inUse`, or it is refused. */
  makeRoom(inUse: ReadonlySet<string>): Promise<void>;
  save(checkpoint: Checkpoint): Promise<string>;
  load(argument: string, id: string): Promise<Checkpoint>;
  forget(ids: Iterable<string>): Promise<void>;
}

export function openCheckpoints(store: string, caps: CheckpointCaps = CAPS): Checkpoints {
  const folder = join(store, "checkpoints");
  const pathOf = (id: string) => join(folder, id);
  const touch = (id: string) => utimes(pathOf(id), new Date(), new Date());
  return {
    async makeRoom(inUse) {
      const all = await listed(folder);
      const isFull = () =>
        all.length >= caps.count || all.reduce((sum, { bytes }) => sum + bytes, 0) >= caps.bytes;
      const oldest = all.toSorted((a, b) => b.usedAt - a.usedAt);
      for (let last = oldest.pop(); isFull() && last !== undefined; last = oldest.pop()) {
        if (inUse.has(last.id) || Date.now() - last.usedAt < caps.keepMs) continue;
        await rm(pathOf(last.id), { force: true });
        all.splice(all.indexOf(last), 1);
      }
      if (!isFull()) return;
      throw new Momentary(
        `session: there is no room for another checkpoint (${all.length} are kept in ${folder}); ` +
          "close sessions that are no longer needed with forget: true",
      );
    },
    async save(checkpoint) {
      const whole = encodeCheckpoint(checkpoint);
      const id = createHash("sha256").update(whole).digest("hex");
      if (
        await touch(id).then(
          () => true,
          () => false,
        )
      )
        return id;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = join(folder, `.${randomUUID()}`);
      try {
        await writeFile(temporary, whole, { mode: 0o600, flush: true });
        await rename(temporary, pathOf(id));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      return id;
    },
    async load(argument, id) {
      const whole = await readFile(pathOf(id)).catch(() => null);
      if (whole === null)
        throw new Refusal(
          `${argument}: there is no checkpoint ${id}; python_session_list shows some`,
        );
      const isWhole = createHash("sha256").update(whole).digest("hex") === id;
      const checkpoint = isWhole ? decodeCheckpoint(whole) : null;
      if (checkpoint === null)
        throw new Refusal(`${argument}: checkpoint ${id} is damaged on the disk; use another one`);
      await touch(id);
      return checkpoint;
    },
    async forget(ids) {
      for (const id of ids) await rm(pathOf(id), { force: true });
    },
  };
}

async function listed(folder: string): Promise<Stored[]> {
  const names = await readdir(folder).catch(() => []);
  const all = names
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .map(async (id) => {
      const found = await stat(join(folder, id)).catch(() => null);
      return found && { id, bytes: found.size, usedAt: found.mtimeMs };
    });
  return (await Promise.all(all)).filter((one) => one !== null);
}
