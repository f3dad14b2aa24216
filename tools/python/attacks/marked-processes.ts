import { readdir, readFile } from "node:fs/promises";

/** Processes that have a text among their arguments. */
export async function processesWith(text: string): Promise<readonly number[]> {
  if (process.platform !== "linux") return processesByList(text);
  const numbers = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    numbers.map(async (number) => {
      const line = await readFile(`/proc/${number}/cmdline`, "utf8").catch(() => "");
      return line.includes(text) ? Number(number) : null;
    }),
  );
  return found.filter((number) => number !== null && number !== process.pid) as number[];
}

async function processesByList(text: string): Promise<readonly number[]> {
  const list = await Bun.$`ps -axo pid=,args=`.text();
  return list
    .split("\n")
    .filter((line) => line.includes(text))
    .map((line) => Number.parseInt(line, 10))
    .filter((number) => number !== process.pid);
}

export function endAll(numbers: readonly number[]): void {
  for (const number of numbers) {
    try {
      process.kill(number, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

/** Running and neither stopped nor dead. */
export async function isUntouched(number: number): Promise<boolean> {
  if (process.platform !== "linux") return isThere(number);
  const stat = await readFile(`/proc/${number}/stat`, "utf8").catch(() => "");
  const state = stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
  return state !== "" && !"TtZX".includes(state);
}

function isThere(number: number): boolean {
  try {
    return process.kill(number, 0);
  } catch {
    return false;
  }
}
