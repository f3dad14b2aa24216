/** What became of a task whose process was killed again and again. */
export interface Lives<T> {
  /** Real kills: a point that a life never came to is none. */
  readonly kills: number;
  /** What the last life said on its last line; null when it failed or hung, and `said` tells how. */
  readonly ending: T | null;
  readonly said: string;
}

/** One life may take this long before it counts as hung; it does its task in well under a second. */
const LIFE_MS = 60_000;

/**
 * Runs a program until a life of it is not killed: `commands` are the lives in order, the last one without a kill. Any
 * end but a kill or an orderly one is a failure.
 */
export async function live<T>(
  commands: readonly (readonly string[])[],
  parse: (line: string) => T,
  env: Readonly<Record<string, string>> = {},
): Promise<Lives<T>> {
  let kills = 0;
  for (const command of commands) {
    const child = Bun.spawn([process.execPath, ...command], {
      env: { ...process.env, ...env },
      stdout: "pipe",
      stderr: "pipe",
    });
    let isHung = false;
    const timer = setTimeout(() => {
      isHung = true;
      child.kill("SIGKILL");
    }, LIFE_MS);
    const [said, complained] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    clearTimeout(timer);
    if (isHung) return { kills, ending: null, said: `hung: ${tail(complained)}` };
    if (child.signalCode === "SIGKILL") {
      kills += 1;
      continue;
    }
    if (child.exitCode !== 0) {
      const end = child.signalCode ?? `exit ${child.exitCode}`;
      return { kills, ending: null, said: `${end}: ${tail(complained)}` };
    }
    return { kills, ending: parse(said.trimEnd().split("\n").at(-1) ?? ""), said: "" };
  }
  return { kills, ending: null, said: "killed in its last life too" };
}

function tail(text: string): string {
  return text.trim().slice(-1500);
}
