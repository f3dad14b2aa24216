import { createInterface } from "node:readline";

import { onInterrupt } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";

/** Yes or no from a person; null when there is no answer (end of input, Ctrl-C). Only for interactive terminals. */
export async function askPerson(terminal: Terminal, question: string): Promise<boolean | null> {
  const reader = createInterface({ input: process.stdin, terminal: false });
  terminal.draw(`${question} [y/N] `);
  try {
    const line = await new Promise<string | null>((resolve) => {
      const release = onInterrupt(() => resolve(null));
      reader.once("line", (text) => (release(), resolve(text)));
      reader.once("close", () => (release(), resolve(null)));
    });
    if (line === null) terminal.draw("\n");
    return line === null ? null : /^\s*y(es)?\s*$/i.test(line);
  } finally {
    reader.close();
    process.stdin.unref?.();
  }
}
