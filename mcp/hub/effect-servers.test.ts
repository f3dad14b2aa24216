import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { intentOf } from "./effect.ts";
import { packageFile, stdioFixture, testHub } from "./testing.ts";
import type { TestHub } from "./testing.ts";

// Four servers from npm are started.
setDefaultTimeout(60_000);

const dir = realpathSync(mkdtempSync(`${tmpdir()}/hub-effects-`));
const args = { everything: ["stdio"], filesystem: [dir], memory: [], "sequential-thinking": [] };
let hub: TestHub;
beforeAll(() => {
  hub = testHub([]);
});
afterAll(async () => {
  await hub.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What a person would say of each after reading what it does. Of `everything` some depend on the client. */
const judged: Readonly<Record<string, readonly string[]>> = {
  read: [
    "everything__echo everything__get-annotated-message everything__get-env",
    "everything__get-resource-links everything__get-resource-reference",
    "everything__get-structured-content everything__get-sum everything__get-tiny-image",
    "everything__get-roots-list",
    "filesystem__read_file filesystem__read_text_file filesystem__read_media_file",
    "filesystem__read_multiple_files filesystem__list_directory",
    "filesystem__list_directory_with_sizes filesystem__directory_tree filesystem__search_files",
    "filesystem__get_file_info filesystem__list_allowed_directories",
    "memory__read_graph memory__search_nodes memory__open_nodes",
    "sequential-thinking__sequentialthinking",
  ],
  write: [
    "everything__gzip-file-as-resource everything__toggle-simulated-logging",
    "everything__toggle-subscriber-updates everything__trigger-long-running-operation",
    "everything__trigger-elicitation-request everything__trigger-sampling-request",
    "everything__trigger-url-elicitation",
    "everything__simulate-research-query",
    "filesystem__edit_file filesystem__create_directory filesystem__move_file",
    "memory__create_entities memory__create_relations memory__add_observations",
  ],
  destructive: [
    "filesystem__write_file",
    "memory__delete_entities memory__delete_observations memory__delete_relations",
  ],
};
const table = new Map(
  Object.entries(judged).flatMap(([intent, lines]) =>
    lines
      .join(" ")
      .split(" ")
      .map((tool) => [tool, intent] as const),
  ),
);

test("tools of servers from npm are judged as a person would", async () => {
  const tools = (
    await Promise.all(Object.keys(args).map((name) => hub.check(specNamed(name))))
  ).flatMap((checked) => checked.tools);
  expect(tools.length).toBeGreaterThanOrEqual(35);
  const keys = tools.map((tool) => `${tool.server}__${tool.name}`);
  const found = tools.map((tool, index) => `${keys[index]}: ${intentOf(tool)}`);
  expect(found).toEqual(keys.map((key) => `${key}: ${table.get(key) ?? "not in the table"}`));
  for (const tool of tools) {
    expect([tool.name, tool.effect]).toEqual([
      tool.name,
      intentOf(tool) === "read" ? "read" : "once",
    ]);
  }
});

function specNamed(name: string) {
  const entry = packageFile(`@modelcontextprotocol/server-${name}/dist/index.js`);
  const rest = args[name as keyof typeof args];
  return stdioFixture({ name, rooted: false, trusted: false, args: [entry, ...rest] });
}
