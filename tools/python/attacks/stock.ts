import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Subject, Trace } from "./trace.ts";

const answer = z.object({ text: z.string(), isOk: z.boolean() });
type Answer = z.output<typeof answer>;

/** An attack that has not ended by then has nothing above it that would end it. */
const PATIENCE_MS = 5000;
const CHILD = join(import.meta.dir, "stock-child.ts");

/** Stock Pyodide in child processes, a new one whenever an attack broke the last. */
export async function openStock(environment: Readonly<Record<string, string>>): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), "sandbox-stock-"));
  const snapshot = join(folder, "snapshot");
  const env = { PATH: process.env["PATH"] ?? "", ...environment };
  const build = Bun.spawn([process.execPath, CHILD, "build", snapshot], { env });
  if ((await build.exited) !== 0) throw new Error("Stock Pyodide does not start");
  let child: Child | null = null;
  return {
    async play(_, code) {
      child ??= await startChild([process.execPath, CHILD, "serve", snapshot], env);
      const trace = await child.play(code);
      if (!child.isAlive()) child = null;
      return trace;
    },
    async close() {
      await child?.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Child {
  play(code: string): Promise<Trace>;
  isAlive(): boolean;
  kill(): Promise<void>;
}

async function startChild(command: string[], env: Record<string, string>): Promise<Child> {
  let hear: (said: Answer | null) => void = () => undefined;
  const next = () => new Promise<Answer | null>((resolve) => (hear = resolve));
  const started = next();
  const child = Bun.spawn(command, {
    env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
    ipc: (message) => hear(answer.safeParse(message).data ?? null),
    onExit: () => hear(null),
  });
  let stray = "";
  void (async () => {
    for await (const bytes of child.stdout) stray += new TextDecoder().decode(bytes);
  })();
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const kill = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  if ((await started) === null) throw new Error("Stock Pyodide does not start");
  return {
    async play(code) {
      stray = "";
      const said = next();
      child.send(code);
      const timer = setTimeout(() => hear(null), PATIENCE_MS);
      const end = await said;
      clearTimeout(timer);
      const isStuck = end === null && isAlive();
      if (end === null) await kill();
      return {
        text: end?.text ?? "",
        outcome: null,
        isOk: end?.isOk ?? false,
        stray,
        calls: [],
        isStuck,
      };
    },
    isAlive,
    kill,
  };
}
