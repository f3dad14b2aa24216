import { bootOf } from "../pool/boot.ts";
import { ask } from "../pool/ask.ts";
import { openChannel } from "../pool/channel.ts";
import type { PreparedImage } from "../types.ts";
import { MAX_FRAME_BYTES } from "../cell/frames.ts";

/** Some seconds of processor time, and other things may be running. */
const BUILD_MS = 300_000;
const MEMORY_BYTES = 512 * 1024 * 1024;
/** Nothing but Python's own library runs in a build. */
const NO_WALLS = { seal: false, scrub: false, os: "off" } as const;

/** A snapshot of a fresh interpreter with everything preloaded, made in a process of its own. */
export async function buildSnapshot(image: PreparedImage): Promise<Uint8Array> {
  const channel = await openChannel({});
  try {
    const boot = bootOf(
      { ...image, wheels: [] },
      { mode: "build", walls: NO_WALLS, memoryBytes: MEMORY_BYTES },
    );
    const { bytes } = await ask(channel, { is: "boot", boot }, [], {
      answer: "built",
      milliseconds: BUILD_MS,
      maxFrameBytes: MAX_FRAME_BYTES,
    });
    return bytes;
  } finally {
    await channel.kill();
  }
}
