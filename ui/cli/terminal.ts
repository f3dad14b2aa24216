import { spawnSync } from "node:child_process";

import { EXIT } from "./exit-code.ts";
import { paint } from "./render/text.ts";
import { writeAll } from "./write-all.ts";

const WIDEST = 100;

/** Where the program speaks: results to standard output, everything else to standard error. */
export interface Terminal {
  /** Both standard error and standard input belong to a person who can answer. */
  readonly interactive: boolean;
  /** Standard error is a terminal that can be redrawn. */
  readonly live: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Results. */
  print(text: string): void;
  /** A file as it is, not a byte more. */
  printBytes(bytes: Uint8Array): void;
  /** Results that may be taller than the terminal. */
  page(text: string): void;
  /** Progress, notices and errors. */
  note(text: string): void;
  /** Like `note`, without the end of line. */
  draw(text: string): void;
}

export function createTerminal(env = process.env): Terminal {
  const { stdin, stdout, stderr } = process;
  const plain = Boolean(env["NO_COLOR"]) || env["TERM"] === "dumb";
  const automated = Boolean(env["CI"]) && env["CI"] !== "false";
  const write = (descriptor: 1 | 2, text: string, isTerminal: boolean) =>
    writeBytes(descriptor, Buffer.from(paint(text, isTerminal && !plain)));
  const writeBytes = (descriptor: 1 | 2, bytes: Uint8Array) => {
    try {
      writeAll(descriptor, bytes);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // The reader has seen enough (`| head`): end as any program in a pipe does. Without standard error, go on.
      if (descriptor === 1 && code === "EPIPE") process.exit(EXIT.brokenPipe);
      if (descriptor === 1) throw error;
    }
  };
  const print = (text: string) => write(1, text.endsWith("\n") ? text : `${text}\n`, stdout.isTTY);
  const rows = (stdout.isTTY ? stdout.rows : stderr.rows) || 24;
  return {
    interactive: Boolean(stdin.isTTY && stderr.isTTY && !automated),
    live: Boolean(stderr.isTTY && !automated && env["TERM"] !== "dumb"),
    columns: Math.min(WIDEST, (stdout.isTTY ? stdout.columns : stderr.columns) || WIDEST),
    rows,
    print,
    printBytes: (bytes) => writeBytes(1, bytes),
    page(text) {
      const tall = stdout.isTTY && !automated && text.split("\n").length >= rows;
      if (!tall || !runPager(paint(text, !plain), env)) print(text);
    },
    note: (text) => write(2, `${text}\n`, stderr.isTTY),
    draw: (text) => write(2, text, stderr.isTTY),
  };
}

function runPager(text: string, env: NodeJS.ProcessEnv): boolean {
  const pager = env["PAGER"] ?? "less";
  if (pager === "" || pager === "cat") return false;
  const ended = spawnSync(pager, {
    input: `${text}\n`,
    shell: true,
    stdio: ["pipe", "inherit", "inherit"],
    env: { LESS: "FRX", ...env },
  });
  return ended.status === 0;
}
