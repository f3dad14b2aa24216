import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { CLIENTS, clientNamed } from "../clients/index.ts";
import { RECORDED } from "../recorded.ts";
import { sourceOfClient } from "./found.ts";
import { putBack, removeServers } from "./remove.ts";

function machine(id: string) {
  const root = mkdtempSync(join(tmpdir(), "gb-found-"));
  const client = clientNamed(id);
  const place = { platform: "linux", home: root, env: {} } as const;
  const file = client.file(place);
  const write = (text: string) => writeFileSync(file, text);
  mkdirSync(dirname(file), { recursive: true });
  write(RECORDED[id]!);
  return {
    folder: join(root, "edits"),
    file,
    write,
    read: () => readFileSync(file, "utf8"),
    source: () => sourceOfClient(client, place),
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  };
}

test("each client's servers are read in its own words, and what it has switched off is not taken", () => {
  const found: unknown = Object.fromEntries(
    CLIENTS.map(({ id }) => {
      using at = machine(id);
      const { servers } = at.source();
      return [id, Object.fromEntries(servers.map(({ name, read }) => [name, read]))];
    }),
  );
  const npx = (...args: string[]) => ({ command: "npx", args, env: {} });
  const is = (server: object) => ({ kind: "server", server });
  const isNot = (reason: string) => ({ kind: "skipped", reason });
  const off = isNot("it is switched off");
  expect(found).toEqual({
    "claude-desktop": {
      filesystem: is(npx("-y", "@modelcontextprotocol/server-filesystem", "/Users/ada/Desktop")),
      memory: is({
        ...npx("-y", "@modelcontextprotocol/server-memory"),
        env: { MEMORY_FILE_PATH: "/Users/ada/memory.json" },
      }),
    },
    "claude-code": {
      github: is({
        url: "https://api.example.org/mcp/",
        headers: { Authorization: "Bearer ghp_0123456789abcdefghijklmnopqrstuvwxyz" },
      }),
      old: isNot("it speaks the old transport HTTP+SSE"),
    },
    cursor: {
      "sequential-thinking": is({
        command: "bunx",
        args: ["@modelcontextprotocol/server-sequential-thinking"],
        env: {},
      }),
      docs: is({ url: "https://docs.example.org/mcp", headers: {} }),
    },
    vscode: {
      playwright: is(npx("@playwright/mcp@latest")),
      tracker: is({
        url: "https://tracker.example.org/mcp",
        headers: { Authorization: "Bearer ${input:token}" },
      }),
    },
    codex: {
      context: is({
        ...npx("-y", "@example/context-mcp"),
        env: { CONTEXT_API_KEY: "ctx7sk-1234-5678" },
      }),
      figma: off,
    },
    opencode: {
      everything: is({
        ...npx("-y", "@modelcontextprotocol/server-everything"),
        env: { DEBUG: "1" },
      }),
      wiki: off,
    },
    gemini: {
      slow: off,
      maps: is({
        url: "https://maps.example.org/mcp",
        headers: { "X-Goog-Api-Key": "${MAPS_KEY}" },
      }),
    },
  });
});

test("servers that are taken out of any client come back to the byte, or one by one if the file was changed", () => {
  for (const { id } of CLIENTS) {
    using at = machine(id);
    const names = at.source().servers.map(({ name }) => name);
    removeServers(at.folder, at.source(), names);
    expect(at.source().servers).toEqual([]);
    expect(putBack(at.folder, at.file)).toEqual([{ file: at.file, how: "exact" }]);
    expect(at.read()).toBe(RECORDED[id]!);
    const before = at.source().servers;
    removeServers(at.folder, at.source(), names.slice(0, 1));
    at.write(`${at.read()}\n`);
    expect(putBack(at.folder, null)).toEqual([{ file: at.file, how: "part" }]);
    const byName = (list: typeof before) => Object.fromEntries(list.map((one) => [one.name, one]));
    expect(byName(at.source().servers)).toEqual(byName(before));
    expect(() => putBack(at.folder, null)).toThrow(/no servers were taken out/);
  }
});

test("an edit that was kept and never made, as after a crash, takes nothing back", () => {
  using at = machine("cursor");
  removeServers(at.folder, at.source(), ["docs"]);
  at.write(RECORDED["cursor"]!);
  expect(putBack(at.folder, null)).toEqual([{ file: at.file, how: "nothing" }]);
  expect(at.read()).toBe(RECORDED["cursor"]!);
});
