import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import { type JsonObject, sha256 } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import { RequestFault } from "../../mcp/fault.ts";
import { keeping } from "./keeping.ts";
import { INLINE, type Keep, literals } from "./literal.ts";
import { INVALID } from "./params.ts";
import { perform } from "./perform.ts";
import type { Program } from "./program.ts";
import type { Programs } from "./programs.ts";
import { toolsFor } from "./tools-for.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal");
const change = z.object({
  path: z.string().min(1).max(4096),
  change: z.enum(["created", "changed", "deleted"]),
  before: hash.nullable(),
  sha256: hash.nullable(),
  base64: z.base64().nullable(),
});
type Change = z.output<typeof change>;

export const applyParams = z.object({ changes: z.array(change).max(2000) });

const WRITE = "files__files_write";
const DELETE = "files__files_delete";

/** Writes back what a program made of files: each change is an effect of its own, made only if the file is as it was given. */
export async function applyFiles(
  host: Host,
  programs: Programs,
  program: Program,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<JsonObject> {
  const found = await toolsFor(host, program, [WRITE, DELETE]);
  const tools = new Map(found.map((one) => [toolKey(one), one]));
  const applied: string[] = [];
  const refused: { path: string; reason: string }[] = [];
  for (const one of changes) {
    const index = program.changes++;
    const { path } = one;
    const key = one.change === "deleted" ? DELETE : WRITE;
    const tool = tools.get(key);
    if (!tool) {
      refused.push({ path, reason: `this run may not use ${key}` });
      continue;
    }
    const { keep, kept } = keeping(host, program);
    const args = argumentsOf(one, keep);
    const call = { key: `file ${index}`, server: tool.server, name: tool.name, args, kept };
    const reply = await perform(host, programs, program, call, signal);
    if (reply.ok) applied.push(path);
    else refused.push({ path, reason: reply.message.slice(0, 2000) });
  }
  return { applied, refused };
}

function argumentsOf({ path, change: kind, before, sha256: after, base64 }: Change, keep: Keep) {
  const ifMatch = before ?? "absent";
  if (kind === "deleted") return literals({ path, ...(before ? { ifMatch } : {}) }, keep);
  const bytes = Buffer.from(base64 ?? "", "base64");
  if (base64 === null || sha256(bytes) !== after)
    throw new RequestFault(INVALID, `${JSON.stringify(path)}: its bytes have another SHA-256`);
  if (isText(bytes)) return literals({ path, content: bytes.toString(), ifMatch }, keep);
  const content = bytes.length > INLINE ? `$base64_${keep(bytes)}` : base64;
  return { ...literals({ path, ifMatch }, keep), content, encoding: "base64" };
}

/** Nothing is lost when it is read as text and written again. */
function isText(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString()).equals(bytes);
}
