import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { addGroup, addLeaf, type Menu } from "../command.ts";
import { dim, oneLine } from "../render/text.ts";

interface Setting {
  readonly key: string;
  readonly value: JsonValue;
}

export function addConfig(menu: Menu): void {
  const config = addGroup(menu, "config", "Show and change the configuration.", [
    "glassbox config",
    "glassbox config set tools.shell.enabled true",
  ]);
  addLeaf(menu, config, {
    name: "list",
    summary: "Show every setting (what config alone does).",
    examples: ["glassbox config", "glassbox config list --json=path"],
    isDefault: true,
    async handler(session) {
      const data = await session.call<{
        config: JsonObject;
        path: string;
        keys: readonly string[];
      }>("config.list");
      const settings = data.keys.map((key) => `${key} = ${shown(valueAt(data.config, key))}`);
      return { data, text: [...settings, dim(data.path)].join("\n") };
    },
  });
  addLeaf(menu, config, {
    name: "get",
    summary: "Show one setting.",
    examples: ["glassbox config get tools.shell.enabled", "glassbox config get run.budget"],
    build: (command) => void command.argument("<key>", "a place with dots"),
    async handler(session, [key]) {
      const data = await session.call<Setting>("config.get", { key });
      return { data: { ...data }, text: shown(data.value) };
    },
  });
  addLeaf(menu, config, {
    name: "set",
    summary: "Change one setting; null takes it back to its default.",
    examples: [
      "glassbox config set tools.shell.enabled true",
      "glassbox config set run.budget.steps 200",
    ],
    build: (command) =>
      void command.argument("<key>", "a place with dots").argument("<value>", "JSON, or else text"),
    async handler(session, [key, value]) {
      const data = await session.call<Setting>("config.set", { key, value: parse(value!) });
      return { data: { ...data }, text: `${data.key} = ${shown(data.value)}` };
    },
  });
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function shown(value: JsonValue): string {
  return oneLine(JSON.stringify(value));
}

function valueAt(config: JsonObject, key: string): JsonValue {
  let value: JsonValue = config;
  for (const part of key.split(".")) value = (isObject(value) ? value[part] : null) ?? null;
  return value;
}
