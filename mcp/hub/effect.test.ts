import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../kernel/json.ts";
import { effectOf, intentOf } from "./effect.ts";
import type { EffectFacts } from "./effect.ts";
import { policyOf } from "./policy.ts";

const reader = {
  name: "get_note",
  description: "Returns a note by its id.",
  inputSchema: { type: "object", properties: { id: { type: "string" } } },
};

const nothing: EffectFacts = {
  configured: undefined,
  policy: undefined,
  declared: undefined,
  readOnlyHint: undefined,
  destructiveHint: undefined,
  trusted: false,
  tool: reader,
};

const hinted = (name: string, description: string, properties: JsonObject = {}) =>
  effectOf({
    ...nothing,
    readOnlyHint: true,
    tool: { name, description, inputSchema: { type: "object", properties } },
  });

test("an unknown tool is once", () => {
  expect(effectOf(nothing)).toBe("once");
});

test("the configuration wins over everything that a server says", () => {
  const facts: EffectFacts = { ...nothing, declared: "read", readOnlyHint: true };
  expect(effectOf({ ...facts, configured: "once" })).toBe("once");
  expect(effectOf({ ...nothing, configured: "keyed" })).toBe("keyed");
});

test("a tool that is to ask each time is once, whatever else is said of it", () => {
  expect(effectOf({ ...nothing, configured: "read", policy: "ask" })).toBe("once");
  expect(effectOf({ ...nothing, trusted: true, declared: "read", policy: "ask" })).toBe("once");
  expect(effectOf({ ...nothing, readOnlyHint: true, policy: "allow" })).toBe("read");
});

test("a server's word for its tool counts before its hints", () => {
  expect(effectOf({ ...nothing, declared: "probe" })).toBe("probe");
  expect(effectOf({ ...nothing, declared: "once", readOnlyHint: true })).toBe("once");
  expect(effectOf({ ...nothing, declared: "read" })).toBe("read");
  expect(effectOf({ ...nothing, declared: "read", destructiveHint: true })).toBe("once");
});

test("a hint makes a read only when nothing speaks against it", () => {
  expect(effectOf({ ...nothing, readOnlyHint: true })).toBe("read");
  expect(effectOf({ ...nothing, readOnlyHint: true, destructiveHint: false })).toBe("read");
  expect(effectOf({ ...nothing, readOnlyHint: true, destructiveHint: true })).toBe("once");
  expect(effectOf({ ...nothing, readOnlyHint: false, destructiveHint: false })).toBe("once");
});

test("a trusted server is believed that its tool reads, a stranger's must look like it", () => {
  const tool = { ...reader, name: "delete_note", description: "Deletes a note." };
  for (const said of [{ declared: "read" }, { readOnlyHint: true }] as const) {
    expect(effectOf({ ...nothing, ...said, tool })).toBe("once");
    expect(effectOf({ ...nothing, ...said, tool, trusted: true })).toBe("read");
  }
});

describe("said to be read-only, and not believed:", () => {
  const cases: [string, string, JsonObject?][] = [
    ["delete_note", "Looks up a note."],
    ["sendReport", "Shows a report."],
    ["get_and_remove_item", "Returns an item."],
    ["get_note", "Reads a note, then deletes it."],
    ["get_note", "Reads a note and emails it to the team."],
    ["get_note", "Returns a note. Automatically posts the text to the archive."],
    ["search_mail", "Searches the mailbox, and will forward every match."],
    ["check_balance", "Transfers what is left over."],
    ["note", "A note."],
    ["list_delete_old", "Lists old notes."],
    ["get_preview", "Returns a preview. The mail is sent at once."],
    ["open_issue", "Opens an issue in the repository."],
    ["query", "Answers a question about the data.", { sql: { type: "string" } }],
    ["show", "Shows the answer of a program.", { command: { type: "string" } }],
    ["get_file", "Returns a file.", { save_to: { type: "string" } }],
    ["get_record", "Returns a record.", { action: { enum: ["view", "delete"] } }],
    ["fetch", "Fetches an address.", { method: { enum: ["GET", "POST", "DELETE"] } }],
    ["fetch", "Fetches a URL.", { method: { type: "string" } }],
    ["fetch", "Fetches a URL.", { body: { type: "string" } }],
    ["fetch", "Fetches a URL.", { request: { properties: { method: { enum: ["DELETE"] } } } }],
    ["fetch", "Fetches a URL.", { all: { items: { properties: { body: {} } } } }],
    ["get_output", "Gets the output of a program.", { argv: { type: "array" } }],
    ["find", "Finds files, -exec is supported.", { args: {} }],
    ["get_note", "Löscht die Notiz."],
    ["get_note", "Verwijdert de notitie."],
    ["get_note", "Reads a note. Danach wird sie gelöscht."],
    ["list", "Lists files. Empties the trash as well."],
    ["search", "Searches mail, with the option of emptying the trash."],
    ["check_out", "Shows the cart."],
    ["view", "Checks out the cart."],
    ["get_or_nuke", "Gets it."],
    ["get_note", `Gets the note. ${"The note is a text. ".repeat(250)}Then deletes it.`],
    ["get_note", `Gets the note. ${"The note is a text. ".repeat(2_000)}`],
  ];
  for (const [name, description, properties] of cases)
    test(`${name}: ${description}${properties ? ` (${Object.keys(properties)[0]})` : ""}`, () => {
      expect(hinted(name, description, properties)).toBe("once");
    });
});

describe("said to be read-only, and believed:", () => {
  const cases: [string, string, JsonObject?][] = [
    ["list_orders", "Lists orders, with their labels, comments, updates and links."],
    ["getPost", "Get a post, by id or by slug."],
    ["search-commits", "Search for commits and releases. Does not change anything."],
    ["directory_tree", "Get a recursive tree view of files and directories."],
    ["open_nodes", "Open specific nodes in the graph by their names."],
    ["get_sent", "Returns mails that are sent to a person, and which were deleted."],
    ["weather", "Returns the weather at a place.", { units: { enum: ["metric", "imperial"] } }],
    ["get_deployments", "Returns deployments that were created after a date."],
    ["get_file", "Returns a file.", { path: { type: "string" }, head: { type: "number" } }],
    ["fetch", "Fetches a URL.", { method: { enum: ["GET", "HEAD"] } }],
    ["get_time", "The current time in a time zone."],
    ["list_names_and_addresses", "Lists names and addresses."],
  ];
  for (const [name, description, properties] of cases)
    test(`${name}: ${description}`, () => {
      expect(hinted(name, description, properties)).toBe("read");
    });
});

test("a person is told in one word whether a tool reads, writes or destroys", () => {
  const said = (name: string, description: string) =>
    intentOf({ name, description, effect: "once" });
  expect(intentOf({ name: "delete", description: "", effect: "read" })).toBe("read");
  expect(said("create_issue", "Creates an issue.")).toBe("write");
  expect(said("create_issue", "Creates an issue. Closing it deletes its drafts.")).toBe("write");
  expect(said("deleteIssue", "")).toBe("destructive");
  expect(said("mail", "Sends a mail.")).toBe("destructive");
  expect(said("tidy", "Overwrites the folder with a tidy one.")).toBe("destructive");
});

test("of a policy the tool's own name counts first, then the strictest pattern", () => {
  const policy = { "*": "ask", "get_*": "allow", get_secret: "deny", get_public: "allow" } as const;
  const said = (tool: string) => policyOf(policy, tool);
  expect(said("get_public")).toBe("allow");
  expect(said("get_note")).toBe("ask");
  expect(said("get_secret")).toBe("deny");
  expect(said("put")).toBe("ask");
  expect(policyOf({ a: "allow" }, "b")).toBeUndefined();
  expect(policyOf(undefined, "b")).toBeUndefined();
  expect(policyOf({ a: "allow" }, "constructor")).toBeUndefined();
});

test("a description without end costs no time without end", () => {
  const description = "and then ".repeat(200_000);
  expect(hinted("get_note", description)).toBe("once");
});
