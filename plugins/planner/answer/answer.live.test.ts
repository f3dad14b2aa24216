import { expect, test } from "bun:test";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { askIn } from "../../../bench/support/asking-house.ts";
import { openHouse } from "../../../bench/support/kernel.ts";
import { liveServer } from "../../model-ollama/live-server.ts";

const PATIENCE_MS = 180_000;
const VAULT = join(import.meta.dir, "../../../examples/vault");
const PLUGINS = ["models", "model-ollama"];
const QUESTIONS = ["What do we know about oak and tannin?", "Which cats does Ines have?"];
const server = await liveServer();

async function vaultWith(model: string) {
  const house = await openHouse({
    plugins: PLUGINS.map((name) => ({
      name,
      load: async () => (await import(`../../${name}/index.ts`)).plugin,
    })),
    without: ["skills", ...PLUGINS],
    config: { models: { default: model, embedder: "none" } },
  });
  cpSync(VAULT, house.dir, { recursive: true });
  return house;
}

test.skipIf(server === null)(
  "a real small model answers in sentences whose citations resolve, or the passages stay the answer",
  async () => {
    await using house = await vaultWith(`ollama/${server!.chat}`);
    await using plain = await vaultWith("none");
    for (const goal of QUESTIONS) {
      const { report, events } = await askIn(house, { goal });
      expect(report).toMatchObject({ outcome: "done", missing: [] });
      expect(events.some(({ type }) => type === "model.answered")).toBe(true);
      for (const { path, line, text } of report.citations) {
        const lines = readFileSync(join(VAULT, String(path)), "utf8").split("\n");
        expect(lines[Number(line) - 1]).toContain(String(text));
      }
      if (report.proof.includes("passages")) {
        expect(report.answer).toBe((await askIn(plain, { goal })).report.answer);
        continue;
      }
      const places = report.citations.map(({ path, line }) => `${path}:${line}`);
      for (const sentence of report.answer.split("\n"))
        expect(places.some((place) => sentence.includes(`  ${place}`))).toBe(true);
    }
  },
  PATIENCE_MS,
);
