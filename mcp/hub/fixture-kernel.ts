// Stands for a kernel that is killed: opens a hub with servers, calls each of them for ever, says when each has answered.
import { createHub } from "./index.ts";
import type { StdioSpec } from "./index.ts";

const [marker = "", fifo = "", count = "", orphans = ""] = process.argv.slice(2);
const servers = Array.from({ length: Number(count) }, (_, index): StdioSpec => ({
  name: `s${index}`,
  transport: "stdio",
  rooted: false,
  trusted: false,
  command: "/bin/sh",
  args: [`${import.meta.dir}/fixture-server.sh`, marker, fifo],
  env: {},
  cwd: "/",
  // It passes over what it does not know without a word.
  protocol: "legacy",
}));
const hub = createHub({
  servers: () => servers,
  orphans: orphans === "left" ? "left" : "killed",
  onEvent: () => {},
});
const { signal } = new AbortController();
for (;;) {
  const calls = servers.map(({ name: server }) =>
    hub.call({ server, name: "hello", args: {}, dir: "/tmp", meta: {}, signal }),
  );
  const results = await Promise.all(calls);
  console.log(results.every(({ ok }) => ok) ? "called" : JSON.stringify(results));
}
