import type { Question } from "./fixture-asking.ts";

/** A form with these fields. */
export function form(
  message: string,
  properties: Record<string, unknown>,
  required: readonly string[] = Object.keys(properties),
): Question {
  const requestedSchema = { type: "object", properties, required };
  return { method: "elicitation/create", params: { mode: "form", message, requestedSchema } };
}

export function sampling(prompt: string, maxTokens: number): Question {
  const messages = [{ role: "user", content: { type: "text", text: prompt } }];
  return { method: "sampling/createMessage", params: { messages, maxTokens } };
}

export const roots: Question = { method: "roots/list", params: {} };

const string = { type: "string" };

export const nameForm = form("What is your name?", { name: string });
export const okForm = form("Please confirm", { ok: { type: "boolean" } });
export const colourForm = form("Step 2: What is your favorite color?", { color: string });

export function userForm(message: string): Question {
  return form(message, {
    username: { ...string, description: "User's response" },
    email: { ...string, description: "User's email address" },
  });
}

/** A default for each primitive type. */
export const defaultsForm = form(
  "Are these right?",
  {
    name: { ...string, default: "John Doe" },
    age: { type: "integer", default: 30 },
    score: { type: "number", default: 95.5 },
    status: { ...string, enum: ["active", "inactive", "pending"], default: "active" },
    verified: { type: "boolean", default: true },
  },
  [],
);

const options = ["option1", "option2", "option3"];

function titled(kind: string): { const: string; title: string }[] {
  return ["First", "Second", "Third"].map((ordinal, index) => ({
    const: `value${index + 1}`,
    title: `${ordinal} ${kind}`,
  }));
}

/** A choice in each of the ways in which a form can offer one. */
export const choicesForm = form(
  "Which ones?",
  {
    untitledSingle: { ...string, enum: options },
    titledSingle: { ...string, oneOf: titled("Option") },
    legacyEnum: {
      ...string,
      enum: ["opt1", "opt2", "opt3"],
      enumNames: ["Option One", "Option Two", "Option Three"],
    },
    untitledMulti: { type: "array", items: { ...string, enum: options } },
    titledMulti: { type: "array", items: { anyOf: titled("Choice") } },
  },
  [],
);
