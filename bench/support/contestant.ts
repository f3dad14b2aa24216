/** Someone who runs an agent of N sequential tool calls; its store, if any, lies in the folder it was opened with. */
export interface Contestant {
  /** One whole run. Resolves to the number of tool calls that really happened. */
  run(steps: number): Promise<number>;
  /** Leaves everything on disk as it stays there. */
  close(): Promise<void>;
}

/** One answer of a contestant's process for one line (a number of steps) on its standard input. */
export interface Lap {
  readonly microsecondsPerStep: number;
}

/**
 * The main program of a contestant's process: `bun FILE FOLDER`. It answers each line `N` with the time of one run of N
 * steps, and ends in good order when its input ends.
 */
export async function serveContestant(
  open: (folder: string) => Promise<Contestant>,
): Promise<void> {
  const folder = process.argv[2];
  if (folder === undefined) throw new Error("give the folder for the store");
  const contestant = await open(folder);
  for await (const line of console) {
    const steps = Number(line);
    // The end of the input comes as an empty line.
    if (steps === 0) break;
    const began = performance.now();
    const calls = await contestant.run(steps);
    const microsecondsPerStep = ((performance.now() - began) / steps) * 1000;
    if (calls !== steps) throw new Error(`made ${calls} tool calls instead of ${steps}`);
    console.log(JSON.stringify({ microsecondsPerStep } satisfies Lap));
  }
  await contestant.close();
  process.exit(0);
}
