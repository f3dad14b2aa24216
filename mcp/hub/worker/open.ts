import { isAbsolute } from "node:path";
import type { WorkerSpec } from "../spec.ts";
import type { HubTransport } from "../transport.ts";
import { WorkerTransport } from "./worker-transport.ts";

/** The way to a server in a thread of its own; the thread begins with the transport's start. */
export function openWorker(
  spec: WorkerSpec,
  dir: string,
  maxMessageBytes: number,
  signal: AbortSignal,
): HubTransport {
  const { module, rooted, options } = spec;
  if (!isAbsolute(module)) throw new Error(`the path of its module is not absolute: ${module}`);
  return new WorkerTransport({
    module,
    options: { ...options, ...(rooted && { root: dir }) },
    maxMessageBytes,
    signal,
  });
}
