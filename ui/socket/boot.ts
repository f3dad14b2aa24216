import type { ErrorBody } from "./wire.ts";

/** Flag of the program that makes it the kernel process of its home. */
export const KERNEL_FLAG = "--kernel";
/** After it: somebody reads the boot report. */
export const REPORT_FLAG = "--report";
export const BOOT_DESCRIPTOR = 3;

/** What a kernel process says once about its boot, on the descriptor that its starter reads. */
export type BootReport =
  | { readonly kind: "ready" }
  | { readonly kind: "held" }
  | { readonly kind: "failed"; readonly error: ErrorBody };
