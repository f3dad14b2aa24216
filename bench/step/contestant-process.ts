import { mkdirSync } from "node:fs";

import type { Lap } from "../support/contestant.ts";
import type { Entry } from "./contestants.ts";

/** A contestant in a process of its own, warm between its laps and asleep while others have theirs. */
export interface ContestantProcess {
  readonly name: string;
  lap(steps: number): Promise<number>;
  /** In good order; throws when it was not. */
  end(): Promise<void>;
  /** At once, if it still runs: nobody writes into its folder any more. */
  kill(): Promise<void>;
}

export function startContestant(
  { name, program }: Entry,
  folder: string,
  wrapper: readonly string[] = [],
): ContestantProcess {
  mkdirSync(folder, { recursive: true });
  const child = Bun.spawn([...wrapper, process.execPath, program, folder], {
    cwd: folder,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  const said = new Response(child.stderr).text();
  const lines = linesOf(child.stdout);
  const failure = async (what: string) =>
    new Error(`${name} ${what} (exit ${await child.exited}): ${(await said).trim().slice(-2000)}`);
  return {
    name,
    async lap(steps) {
      child.stdin.write(`${steps}\n`);
      await child.stdin.flush();
      for (;;) {
        const { value: line, done } = await lines.next();
        if (done) throw await failure(`ended in a run of ${steps} steps`);
        // A peer may print notices of its own.
        if (line.startsWith('{"microsecondsPerStep":'))
          return (JSON.parse(line) as Lap).microsecondsPerStep;
      }
    },
    async end() {
      await child.stdin.end();
      if ((await child.exited) !== 0) throw await failure("did not end in good order");
    },
    async kill() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
