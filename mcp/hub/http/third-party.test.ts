import { afterEach, expect, test } from "bun:test";
import { packageFile, testHub, until } from "../testing.ts";
import { specOf } from "./testing.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

/** The reference server of npm as a server that is somewhere else. */
async function startEverything(port: number): Promise<{ close(): Promise<void> }> {
  const child = Bun.spawn(
    [
      process.execPath,
      packageFile("@modelcontextprotocol/server-everything/dist/index.js"),
      "streamableHttp",
    ],
    {
      env: { ...process.env, PORT: String(port) },
      stdout: "ignore",
      stderr: "ignore",
    },
  );
  const close = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  const url = `http://127.0.0.1:${port}/mcp`;
  await until(async () =>
    fetch(url).then(
      (response) => response.status === 400,
      () => false,
    ),
  );
  return { close };
}

function freePort(): number {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const { port = 0 } = server;
  void server.stop(true);
  return port;
}

test("a server of npm is used over HTTP, also after it was killed and started again", async () => {
  const port = freePort();
  const first = await startEverything(port);
  open.push(first);
  const hub = testHub([specOf(`http://127.0.0.1:${port}/mcp`, { trusted: false })]);
  open.push(hub);
  const names = (await hub.list("/tmp")).map(({ name }) => name);
  expect(names).toContain("echo");
  const echo = () => hub.ask("echo", { message: "over HTTP" });
  expect(await echo()).toMatchObject({ ok: true, view: { text: "Echo: over HTTP" } });
  expect(hub.status()[0]?.era).toBe("legacy");
  await first.close();
  open.push(await startEverything(port));
  expect(await echo()).toMatchObject({ ok: true });
}, 30_000);
