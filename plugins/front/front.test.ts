import { expect, test } from "bun:test";

import { newHome, openHouse, pluginOf } from "../../bench/support/kernel.ts";
import type { Front } from "../../mcp/front/index.ts";
import { plugin } from "./index.ts";
import { instructionsFor } from "./instructions.ts";
import { lateFront } from "./late-front.ts";
import { settingsIn } from "./settings.ts";

const PRINCIPAL = { id: "t", via: "http", scope: "full", dir: null, surface: null } as const;

test("nothing is composed before the first client, and then once for all who come", async () => {
  let composed = 0;
  let closed = 0;
  const inner: Front = {
    fetch: async () => new Response("hello"),
    stream: async () => {},
    open: () => 3,
    close: async () => void (closed += 1),
  };
  const front = lateFront(async () => {
    composed += 1;
    return inner;
  });
  expect([front.open(), composed]).toEqual([0, 0]);
  const request = () => front.fetch(new Request("http://127.0.0.1/mcp"), PRINCIPAL);
  await Promise.all([request(), request()]);
  expect([front.open(), composed]).toEqual([3, 1]);
  await front.close();
  expect(closed).toBe(1);
});

test("a client that comes as the first one could not be served is served", async () => {
  let tries = 0;
  const front = lateFront(async () => {
    tries += 1;
    if (tries === 1) throw new Error("not yet");
    return {
      fetch: async () => new Response("hello"),
      stream: async () => {},
      open: () => 0,
      close: async () => {},
    };
  });
  const request = () => front.fetch(new Request("http://127.0.0.1/mcp"), PRINCIPAL);
  await expect(request()).rejects.toThrow("not yet");
  expect(await (await request()).text()).toBe("hello");
});

test("a kernel without clients holds nothing of the front in memory", async () => {
  const script = `
    const { openHouse } = await import("${import.meta.dir}/../../bench/support/kernel.ts");
    const { plugin } = await import("${import.meta.dir}/index.ts");
    await using house = await openHouse({ isBare: true, plugins: [{ name: "front", load: async () => plugin }] });
    console.log([...Object.keys(require.cache)].filter((path) => /mcp\\/front\\/|@modelcontextprotocol/.test(path)).join());
  `;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe", stderr: "inherit" });
  expect((await new Response(child.stdout).text()).trim()).toBe("");
  expect(await child.exited).toBe(0);
});

test("the front ends with the kernel", async () => {
  using home = newHome();
  let front: Front | undefined;
  const look = pluginOf("look", (host) => {
    front = host.provided<Front>("front").get("mcp");
  });
  const plugins = [{ name: "front", load: async () => plugin }, look];
  const house = await openHouse({ home: home.path, isBare: true, plugins });
  const initialize = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "c", version: "1" },
    },
  };
  const request = new Request("http://127.0.0.1/mcp", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify(initialize),
  });
  const response = await front!.fetch(request, PRINCIPAL);
  expect(await response.text()).toContain('"name":"glassbox"');
  expect(front!.open()).toBeGreaterThan(0);
  await house.close();
  expect(front!.open()).toBe(0);
});

test("what is not configured has its standard", () => {
  expect(settingsIn({})).toEqual({
    surface: "stable",
    prefix: "always",
    dir: null,
    contextTokens: 200_000,
    contextShare: 0.03,
    callsPerMinute: null,
    resultTokens: 20_000,
  });
});

test("a client is told what it may do, in a few words", () => {
  expect(instructionsFor(PRINCIPAL)).toContain("You cannot approve it");
  expect(instructionsFor({ ...PRINCIPAL, scope: "read" })).toEndWith("This client may only read.");
  expect(instructionsFor(PRINCIPAL).length).toBeLessThan(800);
});
