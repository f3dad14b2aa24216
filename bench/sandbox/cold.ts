import { prepareImage } from "../../tools/python/image/index.ts";
import { startCell } from "../../tools/python/pool/cell-process.ts";
import { median } from "../support/statistics.ts";
import { processorMs } from "./process-facts.ts";
import { ROOMY } from "./sandbox.ts";

interface Started {
  readonly wallMs: number;
  readonly processor: number | null;
}

const WALLS = { seal: true, scrub: true, os: "required" } as const;

/**
 * Processor time until a cell is ready with every wall up and the same modules imported, from the snapshot and
 * without: it hardly depends on what else the machine does. Empty where the system does not tell it.
 */
export async function measureColdStart(
  store: string,
  rounds: number,
): Promise<Readonly<Record<string, number>>> {
  const request = { store, packages: { wheels: async () => [] }, image: "base" };
  const image = await prepareImage(request);
  const start = async (snapshot: string | null) => {
    const begin = performance.now();
    const options = { walls: WALLS, memoryBytes: ROOMY.memoryBytes };
    const cell = await startCell({ ...image, snapshot }, options);
    const wallMs = performance.now() - begin;
    const processor = processorMs(cell.pid);
    await cell.kill();
    return { wallMs, processor };
  };
  const warm: Started[] = [];
  const bare: Started[] = [];
  for (let round = 0; round < rounds; round++) {
    warm.push(await start(image.snapshot), await start(image.snapshot));
    bare.push(await start(null));
  }
  const processor = (starts: readonly Started[]) =>
    median(starts.map((one) => one.processor ?? Number.NaN));
  const figures = {
    coldStartMs: median(warm.map(({ wallMs }) => wallMs)),
    coldStartCpuMs: processor(warm),
    coldWithoutSnapshotCpuMs: processor(bare),
    coldWithSnapshot: processor(warm) / processor(bare),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => !Number.isNaN(value)));
}
