import { createInterface } from "node:readline";

import { onInterrupt } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";

/** Yes or no from a person; null when there is no answer (end of input, Ctrl-C). Only for interactive terminals. */
export async function askPerson(terminal: Terminal, question: string): Promise<boolean | null> {
  const line = await askLine(terminal, `${question} [y/N] `);
  return line === null ? null : /^\s*y(es)?\s*$/i.test(line);
}

/** One of several words, by itself or its first letters; what is none of them is asked again. */
export async function askChoice(
  terminal: Terminal,
  question: string,
  words: readonly string[],
): Promise<string | null> {
  for (;;) {
    const line = await askLine(terminal, `${question} [${words.join("/")}] `);
    if (line === null) return null;
    const said = line.trim().toLowerCase();
    const meant = said === "" ? [] : words.filter((word) => word.startsWith(said));
    if (meant.length === 1) return meant[0]!;
  }
}

async function askLine(terminal: Terminal, prompt: string): Promise<string | null> {
  const reader = createInterface({ input: process.stdin, terminal: false });
  terminal.draw(prompt);
  try {
    const line = await new Promise<string | null>((resolve) => {
      const release = onInterrupt(() => resolve(null));
      reader.once("line", (text) => (release(), resolve(text)));
      reader.once("close", () => (release(), resolve(null)));
    });
    if (line === null) terminal.draw("\n");
    return line;
  } finally {
    reader.close();
    process.stdin.unref?.();
  }
}
