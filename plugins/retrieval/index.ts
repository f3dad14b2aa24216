import { join } from "node:path";

import type { Plugin } from "../../kernel/host.ts";
import { findVerb } from "./find-verb.ts";
import { createRetrieval } from "./rank.ts";
import { openVectors, type Vectors } from "./vectors.ts";

export { type Example, type ExampleSource, shippedExamples } from "./example.ts";
export type { RankedTool, Ranking, RankRequest, Retrieval } from "./rank.ts";

export const plugin: Plugin = {
  manifest: {
    name: "retrieval",
    version: "1.0.0",
    description: "Finds the tools that fit a goal",
  },
  activate(host) {
    let vectors: Vectors | undefined;
    const retrieval = createRetrieval({
      models: () => host.needs("models"),
      // Opened at the first goal that an embedder reads, so that an idle kernel holds no file of it.
      vectors: () => (vectors ??= openVectors(join(host.tenantDir, "index", "vectors.db"))),
    });
    host.provide("retrieval", "tools", retrieval);
    host.verb(findVerb(host, retrieval));
  },
};
