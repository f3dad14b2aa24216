// The counter as a program: `bun bench/crash/counter-process.ts '{"home": …}'`, an MCP server on its standard input.
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";

import { counterProcessSchema, createCounterServer } from "./counter-server.ts";
import { worldIn } from "./world.ts";

const { home, task, kill, kernel } = counterProcessSchema.parse(
  JSON.parse(process.argv[2] ?? "{}"),
);
const server = createCounterServer(worldIn(home), task, (point, step) => {
  if (kill?.at === point && kill.step === step) process.kill(kernel, "SIGKILL");
});
process.stdin.on("end", () => process.exit(0));
await server.connect(new StdioServerTransport());
