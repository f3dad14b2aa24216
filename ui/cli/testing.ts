import { join } from "node:path";

import type { TestHome } from "../socket/testing.ts";

/** Plans for tests of the terminal: no skill and no model is needed for them. */
export const VAULT = join(import.meta.dir, "../../examples/vault");

const listing = {
  id: "notes",
  intent: "Find the notes",
  do: { tool: { server: "files", name: "files_glob", args: { pattern: "**/*.md" } } },
  expect: [{ matches: { properties: { truncated: { const: false } }, required: ["truncated"] } }],
};

export const READ = {
  goal: "count the notes",
  steps: [
    listing,
    {
      id: "texts",
      intent: "Read each note",
      each: "$notes.paths",
      do: { tool: { server: "files", name: "files_read", args: { path: "$item" } } },
    },
  ],
  answer: "${notes.paths[0]} is the first",
  proof: "the listing is whole",
};

export const WRITE = {
  goal: "write a file",
  steps: [
    {
      id: "w",
      intent: "Write it",
      do: {
        tool: { server: "files", name: "files_write", args: { path: "new.txt", content: "hi\n" } },
      },
    },
  ],
  answer: "written",
};

/** What is expected does not hold. */
export const WRONG = {
  goal: "find what is not there",
  steps: [
    {
      ...listing,
      expect: [{ matches: { properties: { paths: { minItems: 1000 } }, required: ["paths"] } }],
    },
  ],
};

export const QUESTION = {
  goal: "ask a person",
  steps: [
    {
      id: "q",
      intent: "Ask",
      do: { ask: { question: "Which colour?", schema: { type: "string" } } },
    },
    { ...listing, after: ["q"] },
  ],
  answer: "${q}",
};

export const wait = (duration: string) => ({
  goal: "wait",
  steps: [{ id: "pause", intent: "Wait a little", do: { wait: { for: duration } } }, listing],
});

export const writeStep = (id: string, path: string, after: readonly string[] = []) => ({
  id,
  intent: `Write ${path}`,
  do: { tool: { server: "files", name: "files_write", args: { path, content: `${id}\n` } } },
  after,
});

export const twoFiles = {
  goal: "write two files",
  steps: [writeStep("s1", "one.txt"), writeStep("s2", "two.txt", ["s1"])],
};

/** Adds a server of somebody else: one with every behaviour that must be borne. */
export async function addForeign(home: TestHome): Promise<void> {
  const program = join(import.meta.dir, "../../mcp/hub/fixture-server.ts");
  await home.run(["mcp", "add", "foreign", "--", process.execPath, program]);
}
