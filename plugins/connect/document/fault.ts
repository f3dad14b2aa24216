import { type KernelError, usage } from "../../../kernel/error.ts";

/** A person's file that its own program could not read either. Nothing of it is ever mended. */
export function brokenFile(file: string, line: number, column: number, what: string): KernelError {
  return usage(
    `${file}:${line}:${column}: ${what}; nothing was written`,
    "mend it there, then do this again",
  );
}

export function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
