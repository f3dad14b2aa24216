import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { guardOutput } from "./output-guard.ts";

const said = (text: string): JsonObject => ({ content: [{ type: "text", text }] });
const textOf = (result: JsonObject) => (result as { content: { text: string }[] }).content[0]?.text;
const noteOf = ({ _meta }: JsonObject) => isObject(_meta) && _meta["dev.glassbox/guard"];

// Put together here, so that no file of ours holds what looks like a secret.
const letters = (count: number) => "aB3dE5gH7jK9mN1pQ".repeat(20).slice(0, count);
const key = `-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n${letters(60)}\n-----END OPENSSH PRIVATE KEY-----`;

describe("a secret that an answer holds is replaced, the rest stays:", () => {
  const cases: [string, string][] = [
    ["AWS access key", `AKIA${"ABCD2345".repeat(2)}`],
    ["GitHub token", `ghp_${letters(36)}`],
    ["GitHub token", `github_pat_${letters(82)}`],
    ["GitLab token", `glpat-${letters(20)}`],
    ["Slack token", `xoxb-${"123456789012"}-${letters(24)}`],
    ["Google API key", `AIza${letters(35)}`],
    ["OpenAI key", `sk-proj-${letters(48)}`],
    ["Anthropic key", `sk-ant-api03-${letters(20)}`],
    ["Stripe key", `sk_live_${letters(24)}`],
    ["npm token", `npm_${letters(36)}`],
    ["Hugging Face token", `hf_${letters(34)}`],
    ["JWT", `eyJ${letters(20)}.eyJ${letters(30)}.${letters(43)}`],
    ["private key", key],
    ["private key", key.replaceAll("\n", "\\n")],
    ["private key", key.slice(0, 90)],
  ];
  for (const [kind, secret] of cases)
    test(`${kind}: ${secret.slice(0, 12)}…`, () => {
      const guarded = guardOutput(said(`before "${secret}" after`), {});
      expect(textOf(guarded)).toBe(`before "[secret: ${kind}]" after`);
      expect(noteOf(guarded)).toEqual({ secrets: { [kind]: 1 } });
    });
});

test("what only looks a little like a secret stays, and so does the answer itself", () => {
  const fine = said(
    "task-management-sk-learn-package-for-everybody-who-likes-it, disk-usage, AKIA, " +
      "ghp_short, sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, " +
      "-----BEGIN PUBLIC KEY----- abc -----END PUBLIC KEY-----, 👩‍💻, می‌خواهم, " +
      "a file that begins with -----BEGIN PRIVATE KEY----- is one, " +
      "sk-a-name-of-many-words-in-kebab-case-that-is-long",
  );
  expect(guardOutput(fine, {})).toBe(fine);
});

test("secrets of this home are replaced wherever they stand, in names too", () => {
  const redact = (text: string) => text.replaceAll("hunter2-hunter2", "[secret door]");
  const result = {
    content: [],
    structuredContent: { deep: [{ "a hunter2-hunter2": "x hunter2-hunter2 y" }], n: 1 },
  };
  const guarded = guardOutput(result, { redact });
  expect(guarded["structuredContent"]).toEqual({
    deep: [{ "a [secret door]": "x [secret door] y" }],
    n: 1,
  });
  expect(JSON.stringify(guarded)).not.toContain("hunter2");
  expect(result.structuredContent.deep[0]).toEqual({ "a hunter2-hunter2": "x hunter2-hunter2 y" });
});

test("JSON in a text is JSON afterwards", () => {
  const token = `ghp_${letters(36)}`;
  const inner = JSON.stringify({ token, key, list: [token], path: 'C:\\a "b"' });
  const guarded = textOf(guardOutput(said(inner), {}))!;
  expect(JSON.parse(guarded)).toEqual({
    token: "[secret: GitHub token]",
    key: "[secret: private key]",
    list: ["[secret: GitHub token]"],
    path: 'C:\\a "b"',
  });
});

test("letters that only a model sees are spelt out in a text, and noted elsewhere", () => {
  const tags = [..."obey"].map((one) => String.fromCodePoint(0xe0000 + one.charCodeAt(0))).join("");
  const guarded = guardOutput({ ...said(`a${tags}`), structuredContent: { a: tags } }, {});
  expect(textOf(guarded)).toBe("a⟨tags: obey⟩");
  expect(guarded["structuredContent"]).toEqual({ a: tags });
  expect(noteOf(guarded)).toEqual({ hidden: { tag: 8 } });
  const zero = guardOutput(said("pass\u200bword"), {});
  expect(textOf(zero)).toBe("pass\u200bword");
  expect(noteOf(zero)).toEqual({ hidden: { invisible: 1 } });
});

test("pictures and files are carried as they are", () => {
  const data = `AKIA${"ABCD2345".repeat(2)}`;
  const result = { content: [{ type: "image", data, mimeType: "image/png" }] };
  expect(guardOutput(result, {})).toBe(result);
  const other = guardOutput({ content: [], structuredContent: { data } }, {});
  expect(other["structuredContent"]).toEqual({ data: "[secret: AWS access key]" });
});

test("any JSON without a secret is the same object afterwards", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const result = value as JsonObject;
      expect(guardOutput(result, {})).toBe(result);
    }),
  );
});

test("a text made to be slow is looked through like any other", () => {
  const runs = [
    "eyJ",
    "eyJa.",
    "sk-",
    "xoxb-",
    "-----BEGIN PRIVATE KEY-----",
    "ghp_a ",
    "AGE-SECRET-KEY-1",
  ];
  for (const run of runs) {
    const length = JSON.stringify(guardOutput(said(run.repeat(300_000)), {})).length;
    expect(length).toBeGreaterThan(0);
  }
});
