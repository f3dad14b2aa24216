import { ParentWatch } from "../../mcp/hub/parent-watch.ts";
import { progress } from "../support/bench.ts";
import type { Agent, Way } from "./agents.ts";
import { openHouse } from "./house.ts";
import { LAST_WORDS, MOVES, TOOLS } from "./script.ts";
import { scriptedModel } from "./scripted-model.ts";

const PATIENCE_MS = 150_000;

/** What a client has done with us. */
export interface Played {
  readonly client: string;
  readonly way: Way["kind"];
  /** By name: `lists`, one for each move, `ends`. */
  readonly checks: Readonly<Record<string, boolean>>;
  readonly seconds: number;
  /** What it said, if something is missing. */
  readonly said: string;
}

/** One client in a house of its own, with the scripted model: it has to make every move. */
export async function play(agent: Agent, way: Way["kind"], modules: string): Promise<Played> {
  await using house = openHouse(modules);
  await using model = scriptedModel();
  agent.prepare(house, model.url);
  if (way === "stdio") await house.glassbox("connect", agent.id, "--force");
  else agent.point(house, { kind: "http", ...(await house.serve()) });
  const { command, env } = agent.start(modules, model.url);
  const began = performance.now();
  const child = Bun.spawn([...command], {
    cwd: house.vault,
    env: { ...house.env, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    detached: true,
  });
  const watch = new ParentWatch();
  await watch.guard(child.pid);
  const late = setTimeout(() => killGroup(child.pid), PATIENCE_MS);
  const [out, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  await child.exited;
  clearTimeout(late);
  killGroup(child.pid);
  watch.release(child.pid);
  await watch.close();
  const results = model.results();
  const moves = MOVES.map(({ figure, expected }, at) => [figure, expected.test(results[at] ?? "")]);
  const checks: Record<string, boolean> = {
    lists: model.offered().length === TOOLS.length,
    ...Object.fromEntries(moves),
    ends: out.includes(LAST_WORDS),
  };
  const isWhole = Object.values(checks).every(Boolean);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  progress(`${agent.id} over ${way}: ${isWhole ? "passed" : "missed something"}, ${seconds} s`);
  const heard = `offered ${model.offered().join(" ")}\nresults ${results.join("\n").slice(-3000)}`;
  const others = `others ${model.others.join(" ")}`;
  const log = isWhole ? "" : `kernel ${house.log()}`;
  const said = isWhole
    ? ""
    : [out.slice(-2000), errors.slice(-3000), heard, others, log].join("\n");
  return { client: agent.id, way, checks, seconds, said };
}

/** Whatever it has started, too. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}
