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

/** Checkpoints that are saved until the folder is looked at again. */
const LOOK_EVERY = 100;

interface Stored {
  readonly id: string;
  readonly bytes: number;
  readonly usedAt: number;
}

/** Checkpoints under the SHA-256 of their bytes, one file each. A file that is removed is a checkpoint forgotten. */
export interface Checkpoints {
  /** Before a program whose state is to be kept: room is made of what is old and not in `inUse`, or it is refused. */
  makeRoom(inUse: () => ReadonlySet<string>): Promise<void>;
  save(checkpoint: Checkpoint): Promise<string>;
  load(argument: string, id: string): Promise<Checkpoint>;
  forget(ids: Iterable<string>): Promise<void>;
}

export function openCheckpoints(store: string, caps: CheckpointCaps = CAPS): Checkpoints {
  const folder = join(store, "checkpoints");
  const pathOf = (id: string) => join(folder, id);
  const touch = (id: string) => utimes(pathOf(id), new Date(), new Date());
  // What is kept is counted along, and looked at when that says that it is full; another process may share the folder.
  let counted: { bytes: number; count: number; sinceLook: number } | null = null;
  return {
    async makeRoom(inUse) {
      const isRoomy = counted !== null && counted.bytes < caps.bytes && counted.count < caps.count;
      if (isRoomy && counted !== null && counted.sinceLook < LOOK_EVERY) return;
      const all = await listed(folder);
      let bytes = all.reduce((sum, one) => sum + one.bytes, 0);
      let count = all.length;
      const isFull = () => count >= caps.count || bytes >= caps.bytes;
      const used = isFull() ? inUse() : new Set<string>();
      for (const one of all.toSorted((a, b) => a.usedAt - b.usedAt)) {
        if (!isFull() || Date.now() - one.usedAt < caps.keepMs) break;
        if (used.has(one.id)) continue;
        await rm(pathOf(one.id), { force: true });
        bytes -= one.bytes;
        count -= 1;
      }
      counted = { bytes, count, sinceLook: 0 };
      if (!isFull()) return;
      throw new Momentary(
        `session: there is no room for another checkpoint (${count} are kept in ${folder}); ` +
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
        if (counted !== null) {
          counted.bytes += whole.length;
          counted.count += 1;
          counted.sinceLook += 1;
        }
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
