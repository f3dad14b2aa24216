import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import type { OfferedTool } from "../tools.ts";
import { FAMILIES } from "./families.ts";
import { callsInText, holdFrom } from "./index.ts";

const MOVE: OfferedTool = {
  name: "files_move",
  description: "",
  inputSchema: {
    type: "object",
    properties: { from: { type: "string" }, to: { type: "string" }, force: { type: "boolean" } },
  },
};
const LIST: OfferedTool = { name: "files_list", description: "", inputSchema: {} };
const TOOLS = [MOVE, LIST];

const ARGS = { from: "a.md", to: "b.md" };
const JSON_ARGS = '{"from": "a.md", "to": "b.md"}';
const CALL = `{"name": "files_move", "arguments": ${JSON_ARGS}}`;
const LLAMA = `{"name": "files_move", "parameters": ${JSON_ARGS}}`;
const PYTHON = 'files_move(from="a.md", to="b.md")';

/** How models of each family write one call. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  "DeepSeek V3": [
    `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>files_move\n\`\`\`json\n${JSON_ARGS}\n\`\`\`<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
  ],
  "DeepSeek V3.1": [
    `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>files_move<｜tool▁sep｜>${JSON_ARGS}<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
  ],
  LFM2: [
    `<|tool_call_start|>[${PYTHON}]<|tool_call_end|>`,
    `<|tool_call_start|>[${CALL}]<|tool_call_end|>`,
  ],
  "Qwen3-Coder": [
    "<tool_call>\n<function=files_move>\n<parameter=from>\na.md\n</parameter>\n<parameter=to>\nb.md\n</parameter>\n</function>\n</tool_call>",
  ],
  "functionary, Llama 3.1": [`<function=files_move>${JSON_ARGS}</function>`],
  GLM: [
    "<tool_call>files_move\n<arg_key>from</arg_key>\n<arg_value>a.md</arg_value>\n<arg_key>to</arg_key>\n<arg_value>b.md</arg_value>\n</tool_call>",
  ],
  "Hermes, Qwen, Granite 4": [
    `<tool_call>\n${CALL}\n</tool_call>`,
    `<tool_call>[${CALL}]`,
    `<tool_call>{"name": "files_move", "arguments": ${JSON.stringify(JSON_ARGS)}}</tool_call>`,
  ],
  Mistral: [`[TOOL_CALLS][${CALL}]`, `[TOOL_CALLS] [${CALL}]</s>`],
  "Mistral, newer": [
    `[TOOL_CALLS]files_move${JSON_ARGS}`,
    `[TOOL_CALLS]files_move[CALL_ID]9a8b[ARGS]${JSON_ARGS}`,
  ],
  "Llama 3 with its tag": [`<|python_tag|>${LLAMA}<|eom_id|>`, `<|python_tag|>${PYTHON}`],
  "Granite 3, Phi-4-mini": [`<|tool_call|>[${CALL}]`, `<|tool_call|>[${CALL}]<|/tool_call|>`],
  Phi: [`functools[${CALL}]`],
  "Command-R7B": [
    `<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "files_move", "parameters": ${JSON_ARGS}}]<|END_ACTION|>`,
  ],
  Gemma: [
    `\`\`\`tool_code\n${PYTHON}\n\`\`\``,
    `\`\`\`tool_code\nprint(${PYTHON})\n\`\`\``,
    '```tool_code\nfiles_move(\n  from=\'a.md\',\n  to="""b.md""",\n)\n```',
  ],
  "Command-R, fenced JSON": [
    `Action: \`\`\`json\n[{"tool_name": "files_move", "parameters": ${JSON_ARGS}}]\n\`\`\``,
    `\`\`\`json\n${CALL}\n\`\`\``,
    `\`\`\`json\n{"type": "function", "function": {"name": "files_move", "arguments": ${JSON_ARGS}}}\n\`\`\``,
  ],
  "Llama 3 without its tag": [LLAMA, `  ${CALL}\n`, `[${CALL}]`],
  "Llama 4": [`[${PYTHON}]`],
};

describe("each family's own way of writing a call is read", () => {
  test("there is an example of every family", () => {
    expect(Object.keys(WRITTEN).sort()).toEqual(FAMILIES.map(({ name }) => name).sort());
  });
  for (const [family, texts] of Object.entries(WRITTEN)) {
    texts.forEach((text, index) => {
      test(`${family}, ${index + 1}`, () => {
        expect(callsInText(text, TOOLS)).toEqual({
          calls: [{ name: "files_move", args: ARGS }],
          text: "",
        });
      });
      test(`${family}, ${index + 1}: not when that tool was not offered`, () => {
        expect(callsInText(text, [LIST])).toEqual({ calls: [], text });
      });
      test(`${family}, ${index + 1}: a stream holds it back from its first letter`, () => {
        const start = text.length - text.trimStart().length;
        for (let length = start; length <= text.length; length++) {
          expect(holdFrom(text.slice(0, length))).toBe(Math.min(start, length));
        }
      });
    });
  }
});

test("words around a call stay, and several calls keep their order", () => {
  const two = `I move it.\n<tool_call>${CALL}</tool_call>\n<tool_call>{"name": "files_list"}</tool_call>\nDone.`;
  const { calls, text } = callsInText(two, TOOLS);
  expect(calls.map(({ name }) => name)).toEqual(["files_move", "files_list"]);
  expect(text.split(/\n+/)).toEqual(["I move it.", "Done."]);
  expect(
    callsInText(`${LLAMA}; {"name": "files_list", "parameters": {}}`, TOOLS).calls,
  ).toHaveLength(2);
  expect(callsInText(`[${PYTHON}, files_list()]`, TOOLS).calls).toHaveLength(2);
});

test("values keep their types, and texts get the type that the tool's schema says", () => {
  const python =
    'files_move(from="a\\"b\\n", force=True, n=-1.5e2, list=[1, "x", None], d={"k": False})';
  expect(callsInText(`[${python}]`, TOOLS).calls[0]?.args).toEqual({
    from: 'a"b\n',
    force: true,
    n: -150,
    list: [1, "x", null],
    d: { k: false },
  });
  const tags = (to: string) =>
    `<function=files_move><parameter=to>${to}</parameter><parameter=force>true</parameter></function>`;
  expect(callsInText(tags("12"), TOOLS).calls[0]?.args).toEqual({ to: "12", force: true });
});

test("what only looks like a call is text, to the letter", () => {
  const texts = [
    `A call looks like this: ${CALL}`,
    `<think>I could call <tool_call>${CALL}</tool_call></think> but I will not.`,
    '<tool_call>{"name": "files_move", "arguments": {"from": "a.md", "to": </tool_call>',
    '<tool_call>{"name": "files_move", "arguments": ["a.md", "b.md"]}</tool_call>',
    '[files_move("a.md", "b.md")]',
    "<function=files_move><parameter=from>a.md",
    '{"name": "files_move", "from": "a.md"}',
    '{"answer": 42}',
    "Move a.md to b.md with files_move.",
  ];
  for (const text of texts) expect(callsInText(text, TOOLS)).toEqual({ calls: [], text });
});

test("whatever a model writes, nothing throws and no call has a name that was not offered", () => {
  const names = fc.constantFrom("files_move", "files_list", "rm_rf", "constructor", "__proto__");
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(...Object.values(WRITTEN).flat()),
    fc.constantFrom(
      ...'<tool_call>|</tool_call>|[TOOL_CALLS]|```json\n|```|<function=|functools|(|)|{|}|[|]|"|=|,|\\'.split(
        "|",
      ),
    ),
    names,
    fc.tuple(names, fc.json()).map(([name, args]) => `{"name": "${name}", "arguments": ${args}}`),
    fc.tuple(names, fc.string()).map(([name, text]) => `[${name}(from=${JSON.stringify(text)})]`),
  );
  const offered = fc.subarray(TOOLS, { minLength: 0 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), offered, (pieces, tools) => {
      const text = pieces.join("");
      const found = callsInText(text, tools);
      for (const { name } of found.calls) expect(tools.map((tool) => tool.name)).toContain(name);
      if (found.calls.length === 0) expect(found.text).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test("a written value arrives as it was written", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (args) => {
      const written = `<tool_call>${JSON.stringify({ name: "files_move", arguments: args })}</tool_call>`;
      expect(JSON.stringify(callsInText(written, TOOLS).calls[0]?.args)).toBe(JSON.stringify(args));
    }),
  );
});

test("an endless answer of nothing but openings is read in its time", () => {
  const endless = `${"<tool_call>{".repeat(20_000)}${"[".repeat(50_000)}`;
  expect(callsInText(endless, TOOLS)).toEqual({ calls: [], text: endless });
  expect(callsInText(`[files_move(from=${"[".repeat(50_000)}`, TOOLS).calls).toEqual([]);
});
