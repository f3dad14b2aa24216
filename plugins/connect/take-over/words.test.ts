import { expect, test } from "bun:test";

import type { Program } from "../server.ts";
import { packageStart } from "./package-start.ts";
import { isSecretLike } from "./secret-like.ts";
import { serverName } from "./server-name.ts";
import { expandVariables } from "./variables.ts";

const start = (line: string) => {
  const [command = "", ...args] = line.split(" ");
  return packageStart({ command, args, env: {} } satisfies Program);
};

test("a start by npx and its kin is taken apart, and what it may not understand is left whole", () => {
  const plain = { name: "pkg", version: "latest", program: null, args: [] };
  expect(start("npx -y pkg")).toEqual(plain);
  expect(start("/usr/bin/npx --yes @a/b@1.2.3 /data --port 3")).toEqual({
    ...plain,
    name: "@a/b",
    version: "1.2.3",
    args: ["/data", "--port", "3"],
  });
  expect(start("npx -p @a/b@next prog x")).toEqual({
    name: "@a/b",
    version: "next",
    program: "prog",
    args: ["x"],
  });
  for (const line of ["bunx pkg", "bun x pkg", "npm exec -- pkg", "pnpm dlx pkg"])
    expect(start(line)).toEqual(plain);
  for (const line of [
    "npx",
    "npx -c pkg",
    "npx github:a/b",
    "npx ./folder",
    "npx https://example.org/x.tgz",
    "uvx pkg",
    "node server.js",
    "npm run pkg",
    "npx ../../etc",
  ])
    expect(start(line)).toBeNull();
});

test("secrets are known by what they are called or how they look", () => {
  const secret: [string, string][] = [
    ["GITHUB_TOKEN", "x1y2z3"],
    ["DB_PASSWORD", "hunter2"],
    ["OPENAI_API_KEY", "sk-proj-abc"],
    ["ANYTHING", "ghp_0123456789abcdefghijABCDEFGHIJ"],
    ["DATABASE_URL", "postgres://ada:pw@db.example.org/x"],
    ["VALUE", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ["Authorization", "Bearer abc"],
  ];
  const open: [string, string][] = [
    ["LOG_LEVEL", "debug"],
    ["MEMORY_FILE_PATH", "/home/ada/a-rather-long-folder-name-2026/memory.json"],
    ["GOOGLE_APPLICATION_CREDENTIALS", "/home/ada/key.json"],
    ["USE_TOKEN", "true"],
    ["MAX_TOKENS", "4096"],
    ["TOKEN", "secret://mine"],
    ["MODEL", "some-model-name-with-many-words-in-it"],
    ["PROJECT", "https://example.org/a/b?c=d"],
  ];
  expect(secret.filter(([name, value]) => !isSecretLike(name, value))).toEqual([]);
  expect(open.filter(([name, value]) => isSecretLike(name, value))).toEqual([]);
});

test("variables are filled in as clients do, and what only the client knows is named", () => {
  const place = { platform: "linux", home: "/home/ada", env: { A: "one" } } as const;
  const server = {
    command: "${A}",
    args: ["${env:A}", "{env:A}", "${B:-two}", "${userHome}/x", "$A", "${workspaceFolder}"],
    env: { T: "${input:token}" },
  };
  expect(expandVariables(server, place)).toEqual({
    server: {
      command: "one",
      args: ["one", "one", "two", "/home/ada/x", "$A", "${workspaceFolder}"],
      env: { T: "${input:token}" },
    },
    open: ["${workspaceFolder}", "${input:token}"],
  });
});

test("a name is one that a server may have, and nobody else's", () => {
  const taken = new Set(["files", "files-2"]);
  const named = ["My Notes!", "files", "9lives", "...", "x".repeat(40)];
  expect(named.map((name) => serverName(name, taken))).toEqual([
    "my-notes",
    "files-3",
    "lives",
    "server",
    "x".repeat(32),
  ]);
});
