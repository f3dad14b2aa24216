import type { Host } from "../../kernel/host.ts";
import { contentsOf } from "./contents.ts";
import type { Keep } from "./literal.ts";
import type { Program } from "./program.ts";

/** Keeps contents for a program's run, and remembers which. */
export function keeping(host: Host, { run }: Program): { readonly keep: Keep; kept: string[] } {
  const { root } = host.kernel().runs.state(run);
  const kept: string[] = [];
  const keep: Keep = (bytes) => {
    const hash = contentsOf(host).put(root, bytes);
    kept.push(hash);
    return hash;
  };
  return { keep, kept };
}
