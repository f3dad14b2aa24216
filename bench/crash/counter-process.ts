// The counter as a program: `bun bench/crash/counter-process.ts '{"home": …}'`, an MCP server on its standard input.
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

import { createCounterServer } from "./counter-server.ts";
import { killSchema } from "./kill.ts";
import { taskSchema } from "./task.ts";
import { worldIn } from "./world.ts";

const given = z.strictObject({
  home: z.string(),
  task: taskSchema,
  kill: killSchema.nullable(),
  /** The process that it kills. */
  kernel: z.int(),
});
export type CounterProcess = z.infer<typeof given>;

if (import.meta.main) {
  const { home, task, kill, kernel } = given.parse(JSON.parse(process.argv[2] ?? "{}"));
  const server = createCounterServer(worldIn(home), task, (point, step) => {
    if (kill?.at === point && kill.step === step) process.kill(kernel, "SIGKILL");
  });
  process.stdin.on("end", () => process.exit(0));
  await server.connect(new StdioServerTransport());
}
