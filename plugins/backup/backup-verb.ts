import { isAbsolute } from "node:path";
import { z } from "zod";

import { conflict, type ErrorCode, KernelError, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { type Manifest, manifestSchema } from "./manifest.ts";
import type { BackupOrder } from "./write-backup.ts";

type Answer =
  | { readonly manifest: Manifest }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly hint?: string;
      };
    };

export function backupVerb(host: Host) {
  let isBusy = false;
  return defineVerb({
    name: "home.backup",
    description: "Copies everything of this home into a folder, at one moment, and verifies it.",
    input: z.object({ dir: z.string(), withSecrets: z.boolean().default(false) }),
    output: manifestSchema,
    scope: "person",
    async handler({ dir, withSecrets }) {
      if (!isAbsolute(dir)) throw usage(`dir must be an absolute path, not "${dir}"`);
      if (isBusy) throw conflict("a backup is being made already");
      const { home, version: program } = host;
      const places = host.provided<() => string | null>("checkpoints");
      const checkpoints = places.get("proof")?.() ?? null;
      isBusy = true;
      try {
        return await inWorker({ home, to: dir, withSecrets, checkpoints, program });
      } finally {
        isBusy = false;
      }
    },
  });
}

function inWorker(order: BackupOrder): Promise<Manifest> {
  const worker = new Worker(new URL("./backup-worker.ts", import.meta.url));
  return new Promise<Manifest>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ("manifest" in data) return resolve(data.manifest);
      const { code, message, hint } = data.error;
      reject(new KernelError(code, message, hint === undefined ? {} : { hint }));
    };
    worker.onerror = ({ message }) => reject(new KernelError("internal", message));
    worker.postMessage(order);
  }).finally(() => worker.terminate());
}
