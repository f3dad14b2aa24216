import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

import manifest from "../../package.json" with { type: "json" };
import { sourceOfFile } from "../../plugins/connect/index.ts";
import { tryStart } from "../../plugins/connect/try-start.ts";
import { findNode } from "../../ui/cli/launcher/package-fixture.ts";
import { testHome } from "../../ui/socket/testing.ts";

setDefaultTimeout(60_000);

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dir, name), "utf8"));

/** The schema's rules for what we use of it. */
const input = {
  description: z.string().min(1).optional(),
  format: z.enum(["string", "number", "boolean", "filepath"]).optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  value: z.string().optional(),
  default: z.string().optional(),
};
const argument = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("positional"), valueHint: z.string().optional(), ...input }),
  z.strictObject({ type: z.literal("named"), name: z.string().regex(/^--?\w/), ...input }),
]);
/** A range is none, and neither is `latest`. */
const version = z.string().regex(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
const server = z.strictObject({
  $schema: z.literal(
    "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
  ),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: version.max(255),
  packages: z.array(
    z.strictObject({
      registryType: z.enum(["npm", "pypi", "oci", "nuget", "mcpb"]),
      registryBaseUrl: z.url().optional(),
      identifier: z.string().min(1),
      version,
      runtimeHint: z.enum(["npx", "uvx", "docker", "dnx"]),
      transport: z.strictObject({ type: z.literal("stdio") }),
      packageArguments: z.array(argument),
      environmentVariables: z.array(z.strictObject({ name: z.string().regex(/^\w+$/), ...input })),
    }),
  ),
});

test("server.json keeps the rules of its schema and says what the package says", () => {
  const said = server.parse(read("server.json"));
  expect(said.name).toBe(manifest.mcpName);
  expect(said.version).toBe(manifest.version);
  const [own, ...others] = said.packages;
  expect(others).toEqual([]);
  expect({ identifier: own!.identifier, version: own!.version }).toEqual({
    identifier: manifest.name,
    version: manifest.version,
  });
});

const node = findNode();
test.skipIf(!node)(".mcp.json starts the program that is on PATH", async () => {
  await using home = testHome();
  const bin = join(home.dir, "bin");
  mkdirSync(bin);
  symlinkSync(join(import.meta.dir, "../../ui/cli/glassbox.mjs"), join(bin, "glassbox"));
  symlinkSync(process.execPath, join(bin, "bun"));
  const { mcpServers } = z
    .strictObject({
      mcpServers: z.strictObject({
        glassbox: z.strictObject({
          type: z.literal("stdio"),
          command: z.literal("glassbox"),
          args: z.array(z.string()),
        }),
      }),
    })
    .parse(read(".mcp.json"));
  const { command, args } = mcpServers.glassbox;
  const env = { ...home.env, PATH: `${bin}:${dirname(node!)}:/usr/bin:/bin` };
  const program = { command: join(bin, command), args, env };
  expect((await tryStart(program, home.env["HOME"]!)).tools).toContain("search");
  // It is ours, so taking over the servers of this file takes nothing.
  expect(sourceOfFile(join(import.meta.dir, ".mcp.json"))).toMatchObject({
    servers: [],
    isConnected: true,
  });
});
