import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject } from "../../kernel/json.ts";
import {
  kernelPids,
  killKernel,
  PROGRAM,
  type TestHome,
  testHome,
  until,
} from "../socket/testing.ts";
import { startEcho } from "../socket/testing-mcp.ts";

setDefaultTimeout(60_000);

const ECHO = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "echo", params: {} });

/** `glassbox serve` until it is told to end; answers with the first line of its output. */
async function startServe(home: TestHome, args: readonly string[] = []) {
  const child = Bun.spawn([process.execPath, PROGRAM, "serve", "--port", "0", ...args], {
    env: home.env,
    cwd: home.dir,
    stdout: "pipe",
    stderr: "pipe",
  });
  const reader = child.stdout.getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(await child.stderr.text());
    text += new TextDecoder().decode(value);
  }
  const url = /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(text)![0];
  return { child, text, url };
}

const post = (url: string, token: string) =>
  fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: ECHO });

test("serve prints where it listens and one line for a client, keeps the kernel, and ends with Ctrl-C", async () => {
  await using home = testHome(500);
  const { child, text, url } = await startServe(home, ["--surface", "full"]);
  const path = join(home.home, "token");
  expect(text.split("\n")).toEqual([
    `listening on ${url}, for this machine alone`,
    `token in ${path}; others: glassbox tokens add NAME`,
    `claude mcp add --transport http glassbox ${url} --header "Authorization: Bearer $(cat '${path}')"`,
    "",
  ]);
  const token = readFileSync(path, "utf8").trim();
  expect(text).not.toContain(token);
  const [kernel] = kernelPids(home.home);
  // Longer than an idle kernel stays.
  await Bun.sleep(1500);
  expect(kernelPids(home.home)).toEqual([kernel!]);
  expect((await post(url, token)).status).not.toBe(401);
  expect((await post(url, `${token}x`)).status).toBe(401);
  child.kill("SIGINT");
  expect(await child.exited).toBe(0);
  await until(() => !existsSync(join(home.home, "http.json")));
  expect(post(url, token)).rejects.toThrow();
  await until(() => kernelPids(home.home).length === 0);
});

test("tokens are made, listed and removed, and are shown once", async () => {
  await using home = testHome();
  await startEcho(home);
  const made = await home.run(["tokens", "add", "viewer", "--read-only"]);
  expect(made.exitCode).toBe(0);
  expect(made.stdout).toMatch(/^gbx_[\w-]{43}\n$/);
  const token = made.stdout.trim();
  const { child, url } = await startServe(home, ["--json"]);
  expect((await (await post(url, token)).json()) as JsonObject).toMatchObject({
    result: { scope: "read" },
  });
  const listed = await home.run(["tokens", "ls", "--json=name,scope"]);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    data: {
      tokens: [
        { name: "viewer", scope: "read" },
        { name: "home", scope: "full" },
      ],
    },
  });
  expect((await home.run(["tokens", "ls"])).stdout).toMatch(/^viewer +read .*\nhome +full /);
  expect((await home.run(["tokens", "rm", "viewer"])).stdout).toBe("removed viewer\n");
  expect((await post(url, token)).status).toBe(401);
  const again = await home.run(["tokens", "rm", "viewer"]);
  expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining("no token viewer")]);
  const bad = await home.run(["tokens", "add", "Bad Name"]);
  expect([bad.exitCode, bad.stderr]).toEqual([2, expect.stringContaining("name: ")]);
  child.kill("SIGTERM");
  await child.exited;
});

test("with http.listen it listens as long as a kernel runs, and a port that is taken keeps none from booting", async () => {
  await using home = testHome();
  const place = join(home.home, "http.json");
  const taken = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    reusePort: false,
    fetch: () => new Response(),
  });
  const http = { listen: true, port: taken.port };
  await home.run(["status"]);
  writeFileSync(join(home.home, "config.json"), JSON.stringify({ http }));
  await killKernel(home.home);
  expect((await home.run(["status"])).exitCode).toBe(0);
  await until(() => readFileSync(join(home.home, "kernel.log"), "utf8").includes("cannot be had"));
  expect(existsSync(place)).toBe(false);
  await taken.stop(true);
  await killKernel(home.home);
  await home.run(["status"]);
  await until(() => existsSync(place));
  const { url, pid } = JSON.parse(readFileSync(place, "utf8")) as { url: string; pid: number };
  expect([pid]).toEqual(kernelPids(home.home));
  expect((await fetch(new URL("/health", url))).status).toBe(200);
  const token = readFileSync(join(home.home, "token"), "utf8").trim();
  expect((await post(url, token)).status).not.toBe(401);
});

test("a port that is no port, or that somebody has, is an error that says what to do", async () => {
  await using home = testHome();
  await startEcho(home);
  const taken = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    reusePort: false,
    fetch: () => new Response(),
  });
  const busy = await home.run(["serve", "--port", String(taken.port)]);
  expect(busy.exitCode).toBe(1);
  expect(busy.stderr).toContain(`port ${taken.port} of 127.0.0.1`);
  expect(busy.stderr).toContain(`lsof -i :${taken.port}`);
  await taken.stop(true);
  for (const port of ["x", "-1", "70000", "1.5"]) {
    const ended = await home.run(["serve", `--port=${port}`]);
    expect([port, ended.exitCode, ended.stderr]).toEqual([
      port,
      2,
      expect.stringContaining("--port"),
    ]);
  }
});
