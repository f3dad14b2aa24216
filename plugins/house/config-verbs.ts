import { z } from "zod";

import { KernelError, usage } from "../../kernel/error.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { defineVerb, type Verb, type VerbCall } from "../../kernel/verb.ts";
import type { ConfigStore } from "./config-file.ts";
import { isRecordAt, keysAt } from "./config-fault.ts";
import { configSchema } from "./config-schema.ts";
import { withoutCredentials } from "./without-credentials.ts";

const key = z.string().min(1).describe("A place with dots: tools.shell.enabled");
const value = z.custom<JsonValue>((given) => given !== undefined, "is missing");

export function configVerbs(store: ConfigStore): readonly Verb[] {
  /** Credentials are for the person at the terminal alone: whatever else reads here hands on what it has read. */
  const shownTo = ({ via }: VerbCall): JsonObject => {
    const config = store.read() as JsonObject;
    return via === "terminal" ? config : withoutCredentials(config);
  };
  return [
    defineVerb({
      name: "config.list",
      description:
        "Shows the configuration, with the defaults of what is not set. Credentials of servers are [hidden]; better they stand there as secret://NAME.",
      scope: "read",
      input: z.object({}),
      output: z.object({
        config: z.custom<JsonObject>(isObject),
        path: z.string(),
        keys: z.array(z.string()),
      }),
      handler: async (_, call) => ({
        config: shownTo(call),
        path: store.path,
        keys: settableKeys(),
      }),
    }),
    defineVerb({
      name: "config.get",
      description: "Shows one setting; a credential of a server is [hidden].",
      scope: "read",
      input: z.object({ key }),
      output: z.object({ key, value }),
      handler: async (input, call) => ({
        key: input.key,
        value: valueAt(shownTo(call), input.key),
      }),
    }),
    defineVerb({
      name: "config.set",
      description: "Changes one setting in the home's configuration file; null takes it back.",
      scope: "person",
      input: z.object({ key, value }),
      output: z.object({ key, value }),
      async handler(input) {
        assertSetting(input.key);
        store.update((written) => withValue(written, input.key.split("."), input.value));
        return input;
      },
    }),
  ];
}

/** Every place of the schema that holds a value and no further places. */
export function settableKeys(place: readonly string[] = []): string[] {
  return keysAt(configSchema, place).flatMap((name) => {
    const inner = [...place, name];
    return keysAt(configSchema, inner).length === 0 ? [inner.join(".")] : settableKeys(inner);
  });
}

function assertSetting(name: string): void {
  const parts = name.split(".");
  const place = parts.slice(0, -1);
  const isNamed = keysAt(configSchema, place).includes(parts.at(-1)!);
  if (isNamed || isRecordAt(configSchema, place)) return;
  const keys = settableKeys();
  throw usage(`"${name}" is no setting${didYouMean(name, keys)}`, `settings: ${keys.join(", ")}`);
}

function valueAt(config: JsonObject, name: string): JsonValue {
  let found: JsonValue | undefined = config;
  for (const part of name.split(".")) found = isObject(found) ? found[part] : undefined;
  if (found !== undefined) return found;
  const keys = settableKeys();
  if (keys.includes(name)) return null;
  throw new KernelError("not_found", `there is no setting "${name}"${didYouMean(name, keys)}`, {
    hint: `settings: ${keys.join(", ")}`,
  });
}

function withValue(
  object: JsonObject,
  [name = "", ...rest]: readonly string[],
  to: JsonValue,
): JsonObject {
  const { [name]: old, ...others } = object;
  if (rest.length === 0) return to === null ? others : { ...object, [name]: to };
  return { ...object, [name]: withValue(isObject(old) ? old : {}, rest, to) };
}
