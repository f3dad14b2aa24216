import { asKernelError } from "../../kernel/error.ts";
import { type BackupOrder, writeBackup } from "./write-backup.ts";

// Copying takes as long as the disk needs, and the kernel goes on meanwhile.
declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<BackupOrder>) => {
  try {
    self.postMessage({ manifest: writeBackup(data) });
  } catch (error) {
    const { code, message, hint } = asKernelError(error);
    self.postMessage({ error: { code, message, hint } });
  }
};
