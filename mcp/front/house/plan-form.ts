import type { JsonObject } from "../../../kernel/json.ts";

const text = { type: "string" } as const;
const object = { type: "object" } as const;
const reference = { type: "string", pattern: "^\\$" } as const;
const expectations: JsonObject = {
  description:
    "What must hold, as JSON Schema of an answer. A read is judged on its own answer; anything else names a probe: a tool of class read.",
  type: "array",
  items: {
    type: "object",
    properties: {
      probe: {
        type: "object",
        properties: { tool: { ...text, description: "server__tool" }, args: object },
        required: ["tool"],
        additionalProperties: false,
      },
      matches: { description: "JSON Schema 2020-12", type: ["object", "boolean"] },
    },
    required: ["matches"],
    additionalProperties: false,
  },
};

const step: JsonObject = {
  type: "object",
  properties: {
    id: { ...text, pattern: "^[a-z][a-z0-9_]{0,63}$" },
    intent: { ...text, description: "What it is for, for people." },
    do: {
      description: "One of these four.",
      type: "object",
      properties: {
        tool: {
          type: "object",
          properties: {
            server: text,
            name: { ...text, description: "Without the server's name." },
            args: {
              ...object,
              description: 'A text "$step.path" stands for a part of an earlier answer.',
            },
          },
          required: ["server", "name"],
          additionalProperties: false,
        },
        ask: {
          description: "A person is asked.",
          type: "object",
          properties: { question: text, schema: object, to: text, expires: text },
          required: ["question"],
          additionalProperties: false,
        },
        run: {
          description: "A run of its own.",
          type: "object",
          properties: { goal: text, plan: object, budget: object },
          required: ["goal"],
          additionalProperties: false,
        },
        wait: { description: '{"for": "90s"}, {"until": time}, {"run": id}', ...object },
      },
      minProperties: 1,
      maxProperties: 1,
      additionalProperties: false,
    },
    after: {
      type: "array",
      items: text,
      description: "Steps first done; those referred to are anyway.",
    },
    each: {
      ...reference,
      description: "A list: the step is done for each element, seen as $item.",
    },
    inTurn: { type: "boolean" },
    expect: expectations,
    learn: { type: "object", additionalProperties: reference },
    from: object,
  },
  required: ["id", "do"],
  additionalProperties: false,
};

/** The form of a plan, for whoever writes one: what the checker accepts, and no field more. */
export const PLAN_FORM: JsonObject = {
  type: "object",
  properties: {
    goal: text,
    steps: { type: "array", minItems: 1, maxItems: 300, items: step },
    expect: {
      ...expectations,
      description: "What must hold at the end, each with a probe: this proves the run.",
    },
    answer: { ...text, description: "A text with ${step.path} in it." },
    proof: { ...text, description: "What was checked, in the same way." },
    cite: {
      type: "object",
      properties: { of: reference, in: { anyOf: [text, { type: "array", items: text }] } },
      required: ["of", "in"],
      additionalProperties: false,
    },
  },
  required: ["steps"],
  additionalProperties: false,
};

/** A note is moved, and a fresh read proves it. */
export const PLAN_EXAMPLE: JsonObject = {
  steps: [
    {
      id: "read",
      intent: "Read the draft",
      do: { tool: { server: "files", name: "files_read", args: { path: "draft.md" } } },
      expect: [{ matches: { required: ["text"] } }],
    },
    {
      id: "write",
      intent: "Keep a copy of it",
      do: {
        tool: {
          server: "files",
          name: "files_write",
          args: { path: "copy.md", content: "$read.text" },
        },
      },
    },
  ],
  expect: [
    {
      probe: { tool: "files__files_read", args: { path: "copy.md" } },
      matches: { required: ["text"], properties: { text: { const: "$read.text" } } },
    },
  ],
  answer: "copied to ${write.path}",
  proof: "the copy reads like the draft",
};
