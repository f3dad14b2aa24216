import { expect, setDefaultTimeout, test } from "bun:test";

import type { JsonObject } from "../../kernel/json.ts";
import { kernelPids, killKernel, PROGRAM, testHome, until } from "../socket/testing.ts";
import { resultOf, startEcho, startStdio } from "../socket/testing-mcp.ts";

setDefaultTimeout(60_000);

const errorOf = (message: JsonObject) => message["error"] as { code: number; message: string };
const initialize = { jsonrpc: "2.0", id: "i", method: "initialize", params: { who: "test" } };
const initialized = { jsonrpc: "2.0", method: "notifications/initialized" };

test("a client's lines reach the kernel and its answers the client, and the kernel knows where it works", async () => {
  await using home = testHome();
  await startEcho(home);
  await using client = startStdio(home, ["--surface", "full"]);
  expect(resultOf(await client.ask("echo", { text: "ä\n𝄞" }))).toMatchObject({
    params: { text: "ä\n𝄞" },
    via: "socket",
    scope: "full",
    dir: home.dir,
    surface: "full",
  });
  await using nowhere = startStdio(home, [], { cwd: "/" });
  expect(resultOf(await nowhere.ask("echo"))).toMatchObject({ dir: null, surface: null });
  await using atHome = startStdio(home, [], { cwd: home.env["HOME"]! });
  expect(resultOf(await atHome.ask("echo"))).toMatchObject({ dir: null });
  expect(client.stderr() + nowhere.stderr() + atHome.stderr()).toBe("");
});

test("it ends with its input, and answers what was asked before", async () => {
  await using home = testHome();
  await startEcho(home);
  const lines = [1, 2, 3].map((id) => JSON.stringify({ jsonrpc: "2.0", id, method: "echo" }));
  const ended = await home.run(["mcp", "serve"], { stdin: `${lines.join("\n")}\n` });
  expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
  const ids = ended.stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as JsonObject)["id"]);
  expect(ids).toEqual([1, 2, 3]);
  await using client = startStdio(home);
  client.send({ jsonrpc: "2.0", id: 1, method: "subscriptions/listen" });
  await client.ask("echo");
  await client.stdin.end();
  expect(await client.exited).toBe(0);
});

test("a kernel that is killed costs its requests an error, and the client goes on with the next kernel", async () => {
  await using home = testHome();
  await startEcho(home);
  await using client = startStdio(home);
  client.send(initialize);
  const first = resultOf(await client.next(({ id }) => id === "i"));
  client.send(initialized);
  client.send({ jsonrpc: "2.0", id: 7, method: "hang" });
  await client.ask("echo");
  await killKernel(home.home);
  const lost = errorOf(await client.next(({ id }) => id === 7));
  expect(lost.message).toMatch(/not repeated.*glassbox status/);

  await startEcho(home);
  const second = resultOf(await client.ask("echo"));
  expect(second["pid"]).not.toBe(first["pid"]);
  // The new kernel was told how the client began and nothing of what was lost.
  const { lines } = resultOf(await client.ask("seen")) as { lines: readonly string[] };
  const messages = lines.map((line) => JSON.parse(line) as JsonObject);
  expect(messages.slice(0, 2)).toEqual([initialize, initialized]);
  expect(messages.map(({ method }) => method)).not.toContain("hang");
  expect(client.others).toEqual([]);
});

test("a question of a kernel that is gone is taken back, and its late answer answers no question of the next", async () => {
  await using home = testHome();
  await startEcho(home);
  await using client = startStdio(home);
  client.send({ jsonrpc: "2.0", id: "a", method: "ask" });
  const old = await client.next(({ method }) => method === "question");
  expect(old["id"]).toBe(0);
  await killKernel(home.home);
  expect(await client.next(({ method }) => method === "notifications/cancelled")).toMatchObject({
    params: { requestId: 0 },
  });
  await client.next(({ id }) => id === "a");

  await startEcho(home);
  client.send({ jsonrpc: "2.0", id: "b", method: "ask" });
  const fresh = await client.next(({ method }) => method === "question");
  expect(fresh["id"]).not.toBe(0);
  client.send({ jsonrpc: "2.0", id: 0, result: "old" });
  client.send({ jsonrpc: "2.0", id: fresh["id"]!, result: "new" });
  expect(resultOf(await client.next(({ id }) => id === "b"))).toEqual({ answer: "new" });
});

test("a client that does not read holds up neither the kernel nor anybody else", async () => {
  await using home = testHome();
  await startEcho(home);
  const slow = Bun.spawn([process.execPath, PROGRAM, "mcp", "serve"], {
    env: home.env,
    cwd: home.dir,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
  });
  const bytes = 4_000_000;
  const count = 50;
  for (let id = 0; id < count; id++)
    slow.stdin.write(
      `${JSON.stringify({ jsonrpc: "2.0", id, method: "flood", params: { bytes } })}\n`,
    );
  void slow.stdin.flush();
  await using other = startStdio(home);
  for (let round = 0; round < 5; round++) await other.ask("echo");
  const [kernel] = kernelPids(home.home);
  expect(rssOf(kernel!)).toBeLessThan(220);
  expect(rssOf(slow.pid)).toBeLessThan(220);
  let received = 0;
  let lines = 0;
  for await (const chunk of slow.stdout) {
    received += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
    if (lines === count) break;
  }
  expect(received).toBeGreaterThan(count * bytes);
  slow.kill("SIGKILL");
  await slow.exited;
});

/** MiB. */
function rssOf(pid: number): number {
  const { stdout } = Bun.spawnSync(["ps", "-o", "rss=", "-p", String(pid)]);
  return Number(stdout.toString()) / 1024;
}

test("what keeps a kernel from booting is the answer to each request, and mending it is enough", async () => {
  await using home = testHome();
  await home.run(["config", "set", "run.callsPerMinute", "10"]);
  await killKernel(home.home);
  await Bun.write(`${home.home}/config.json`, "{");
  await using client = startStdio(home);
  client.send(initialize);
  const refused = errorOf(await client.next(({ id }) => id === "i"));
  expect(refused.message).toContain("config.json");
  await Bun.write(`${home.home}/config.json`, "{}");
  await startEcho(home);
  client.send({ ...initialize, id: "j" });
  expect(resultOf(await client.next(({ id }) => id === "j"))).toMatchObject({
    method: "initialize",
  });
});

test("folders that are too much and surfaces that are not there are refused before anything starts", async () => {
  await using home = testHome();
  const bad: [readonly string[], RegExp][] = [
    [["--dir", "/"], /--dir/],
    [["--dir", home.env["HOME"]!], /--dir/],
    [["--surface", "all"], /--surface must be stable, full, auto/],
  ];
  for (const [args, message] of bad) {
    const ended = await home.run(["mcp", "serve", ...args], { stdin: "" });
    expect({ exitCode: ended.exitCode, stdout: ended.stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(ended.stderr).toMatch(message);
  }
  expect(kernelPids(home.home)).toEqual([]);
});

test("a line that is too long is refused by its id, and the stream goes on", async () => {
  await using home = testHome();
  await startEcho(home);
  await using client = startStdio(home);
  const text = "x".repeat(33 * 1024 * 1024);
  client.send({ jsonrpc: "2.0", id: 7, method: "echo", params: { text } });
  expect(errorOf(await client.next(({ id }) => id === 7)).code).toBe(-32600);
  client.send({ jsonrpc: "2.0", method: "echo", params: { text }, id: "late" });
  expect(errorOf(await client.next(({ id }) => id === "late")).code).toBe(-32600);
  expect(resultOf(await client.ask("echo", { text: "again" }))).toMatchObject({
    params: { text: "again" },
  });
  expect(client.others).toEqual([]);
  expect(client.stderr()).not.toMatch(/\n\s+at /);
});

test("it is gone when its client is killed", async () => {
  await using home = testHome();
  await startEcho(home);
  const script = `
    const child = Bun.spawn(${JSON.stringify([process.execPath, PROGRAM, "mcp", "serve"])}, { stdin: "pipe", stdout: "pipe" });
    child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"echo"}\\n');
    await child.stdin.flush();
    await child.stdout.getReader().read();
    console.log(child.pid);
    await Bun.sleep(600_000);`;
  const parent = Bun.spawn([process.execPath, "-e", script], {
    env: home.env,
    cwd: home.dir,
    stdout: "pipe",
  });
  const { value } = await parent.stdout.getReader().read();
  const pid = Number(new TextDecoder().decode(value));
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await until(() => !isAlive(pid));
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
