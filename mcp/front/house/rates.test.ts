import { expect, test } from "bun:test";

import { openFront, textIn } from "../../../bench/support/front-house.ts";
import { Rates } from "./rates.ts";

test("a client has a minute's calls at once and gets one back each part of a minute", () => {
  let now = 0;
  const rates = new Rates(() => now);
  for (let n = 0; n < 6; n += 1) rates.take("a", 6);
  expect(() => rates.take("a", 6)).toThrow("6 times a minute");
  rates.take("b", 6);
  now += 10_000;
  rates.take("a", 6);
  expect(() => rates.take("a", 6)).toThrow();
  expect(() => rates.take("a", null)).not.toThrow();
});

test("what comes too early says when to come again, and that a person can change it", async () => {
  await using house = await openFront({ config: { mcp: { callsPerMinute: 2 } } });
  await using client = await house.connect();
  for (let n = 0; n < 2; n += 1) expect((await client.call("status")).isError).toBeFalsy();
  const refused = await client.call("status");
  expect(refused.isError).toBe(true);
  expect(textIn(refused)).toMatch(/2 times a minute\ntry again in \d+ s; .*mcp\.callsPerMinute/);
  await using full = await house.connect({ principal: { id: "other", surface: "full" } });
  for (let n = 0; n < 2; n += 1) await full.call("files__files_list");
  expect((await full.call("files__files_list")).isError).toBe(true);
});

test("another name is no other client", async () => {
  await using house = await openFront({ config: { mcp: { callsPerMinute: 2 } } });
  const statusAs = async (name: string) => {
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name, version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    const params = { name: "status", arguments: {}, _meta: meta };
    const headers = {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "status",
    };
    const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
    return (await house.post(message, headers)).text();
  };
  for (const name of ["a", "b"]) expect(await statusAs(name)).not.toContain("times a minute");
  expect(await statusAs("c")).toContain("2 times a minute");
});

test("neither is another stream of this user, nor another session of a token", async () => {
  await using house = await openFront({ config: { mcp: { callsPerMinute: 2 } } });
  for (const principal of [{ via: "socket" }, { id: "token" }] as const) {
    const said: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const own = principal.via === "socket" ? { id: `stream/${n}` } : {};
      await using client = await house.connect({
        era: "legacy",
        principal: { ...principal, ...own },
      });
      said.push(textIn(await client.call("status")));
    }
    expect(said.map((text) => text.includes("2 times a minute"))).toEqual([false, false, true]);
  }
});
