import { Momentary } from "./refusal.ts";
import type { Cell } from "./types.ts";
import type { Workshop } from "./workshop.ts";

/** A clean cell; where none can be had, why, in the words of the pool. */
export async function leaseCell(
  workshop: Workshop,
  tenant: string,
  image: string,
  signal: AbortSignal,
): Promise<Cell> {
  const pool = await workshop.pool();
  try {
    return await pool.lease(tenant, image, signal);
  } catch (error) {
    if (!(error instanceof Error) || signal.aborted) throw error;
    throw new Momentary(error.message, { cause: error });
  }
}
