import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createWire, type Released, type Sealed, type Wire, type WireMessage } from "./index.ts";
import type { WireOptions } from "./options.ts";

export interface TestWire extends Wire, AsyncDisposable {
  readonly dir: string;
  readonly sealed: Sealed[];
  readonly released: Released[];
  readonly troubles: string[];
}

/** A folder that is gone with the test. */
export function testFolder(): { readonly path: string } & Disposable {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "glassbox-wire-")));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A wire in a folder; without one in a new folder, which is gone with it. */
export function testWire(over: Partial<WireOptions> = {}): TestWire {
  const folder = over.dir === undefined ? testFolder() : undefined;
  const dir = over.dir ?? join(folder!.path, "wire");
  const sealed: Sealed[] = [];
  const released: Released[] = [];
  const troubles: string[] = [];
  const wire = createWire({
    dir,
    keep: () => ({ days: 14, megabytes: 256 }),
    redact: (text) => text,
    onSealed: async (one) => void sealed.push(one),
    onReleasing: async (one) => void released.push(one),
    onTrouble: (sentence) => void troubles.push(sentence),
    ...over,
  });
  return {
    ...wire,
    dir,
    sealed,
    released,
    troubles,
    async [Symbol.asyncDispose]() {
      await wire.close();
      folder?.[Symbol.dispose]();
    },
  };
}

export function asked(
  id: number,
  over: object = {},
  about: Partial<WireMessage> = {},
): WireMessage {
  const params = { name: "echo", arguments: { text: `message ${id}` }, ...over };
  const message = { jsonrpc: "2.0", id, method: "tools/call", params };
  return { hop: "hub", peer: "memory", connection: "c1", direction: "out", message, ...about };
}

export function answered(
  id: number,
  result: object = { content: [] },
  about: Partial<WireMessage> = {},
): WireMessage {
  const message = { jsonrpc: "2.0", id, result };
  return { hop: "hub", peer: "memory", connection: "c1", direction: "in", message, ...about };
}

export const EVERYTHING = { limit: 10_000 };

/** Waits for what happens beside the test; its own timeout is the limit. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(5);
}
