import type { RunState } from "../../kernel/fold/run-state.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { Contents } from "../contracts/contents.ts";
import { UnresolvedReference } from "./reference.ts";

/** `$text_HASH`, `$base64_HASH`: bytes that are kept under their SHA-256. No step has so long a name. */
const KEPT = /^(text|base64)_([0-9a-f]{64})$/;

export function isKeptName(name: string): boolean {
  return KEPT.test(name);
}

/** Only the plan of a program, which the kernel writes itself, can refer to what is kept: a hash is no secret. */
export function keptValue(
  name: string,
  { plan }: RunState,
  contents: Contents | undefined,
): JsonValue {
  const [, form, hash] = KEPT.exec(name)!;
  const bytes = plan?.ground.kind === "program" ? contents?.get(hash!) : null;
  if (!bytes) throw new UnresolvedReference(`the content ${hash} is not kept any more`);
  return Buffer.from(bytes).toString(form === "text" ? "utf8" : "base64");
}
