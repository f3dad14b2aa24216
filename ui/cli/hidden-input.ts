import { usage } from "../../kernel/error.ts";
import { Interrupted, onInterrupt } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";

const LONGEST = 64 * 1024;

/** All of standard input, without the line break at its end. */
export async function readPiped(): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST)
      throw usage(
        `standard input is longer than ${LONGEST} characters`,
        "that is no secret's size",
      );
  }
  return text.replace(/\r?\n$/, "");
}

/** One line from a person, of which nothing appears. */
export async function readHidden(terminal: Terminal, prompt: string): Promise<string> {
  const { stdin } = process;
  // First of all, so that nothing of somebody who types at once is seen.
  stdin.setRawMode(true);
  stdin.resume();
  terminal.draw(prompt);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const release = onInterrupt(reject);
  let typed = "";
  const decoder = new TextDecoder();
  const read = (chunk: Buffer) => {
    for (const key of decoder.decode(chunk, { stream: true })) {
      if (key === "\r" || key === "\n") return resolve(typed);
      // Ctrl-C and Ctrl-D: the terminal in this mode hands them over like any other.
      if (key === "\x03") return reject(new Interrupted());
      if (key === "\x04") return resolve(typed);
      if (key === "\x15") typed = "";
      else if (key === "\x7f" || key === "\b") typed = [...typed].slice(0, -1).join("");
      else if (key >= " ") typed += key;
    }
  };
  stdin.on("data", read);
  stdin.once("end", () => resolve(typed));
  try {
    return await promise;
  } finally {
    release();
    stdin.off("data", read);
    stdin.setRawMode(false);
    stdin.pause();
    terminal.draw("\n");
  }
}
