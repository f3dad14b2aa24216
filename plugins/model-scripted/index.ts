import { statSync } from "node:fs";
import { z } from "zod";

import type { Plugin, PluginSource } from "../../kernel/host.ts";
import { readAnswers } from "./answers-file.ts";
import { type ScriptedOptions, type ScriptedProvider, scriptedProvider } from "./provider.ts";
import type { Script } from "./script.ts";

export { scriptedModel, type ScriptedModel } from "./model.ts";
export { scriptedProvider, type ScriptedOptions, type ScriptedProvider } from "./provider.ts";
export type { Answer, Script, ScriptedAnswer, ScriptedCall } from "./script.ts";

const manifest = {
  name: "model-scripted",
  version: "1.0.0",
  description: "A model whose answers are given, for tests",
};
const settings = z.object({
  models: z.object({ scripted: z.object({ file: z.string().min(1) }) }),
});

/** Provides `scripted/ANYTHING` out of the file that `models.scripted.file` names. */
export const plugin: Plugin = {
  manifest,
  activate(host) {
    const open = openedFiles();
    host.provide("model-providers", "scripted", () => {
      const parsed = settings.safeParse(host.config());
      if (!parsed.success) return new Map();
      return new Map([["scripted", open(parsed.data.models.scripted.file)]]);
    });
  },
};

/** The same for a script in a test: one whose calls the test can look at. */
export function scriptedPlugin(
  script: Script,
  options?: ScriptedOptions,
): PluginSource & { readonly provider: ScriptedProvider } {
  const provider = scriptedProvider(script, options);
  return {
    name: manifest.name,
    provider,
    load: async () => ({
      manifest,
      activate: (host) => host.provide("model-provider", "scripted", provider),
    }),
  };
}

/** A file goes on where it was; one that has changed begins anew. */
function openedFiles(): (path: string) => ScriptedProvider {
  let known: { readonly mark: string; readonly provider: ScriptedProvider } | null = null;
  return (path) => {
    const mark = `${path} ${statSync(path, { throwIfNoEntry: false })?.mtimeMs}`;
    if (known?.mark !== mark) {
      const { script, options } = readAnswers(path);
      known = { mark, provider: scriptedProvider(script, options) };
    }
    return known.provider;
  };
}
