// Loaded before a ledger: its hashes become constants, so that what is left is appending without a chain.
import { plugin } from "bun";

const HASHES = /export function (hashPayload|hashEnvelope)\([^)]*\): Uint8Array \{\n[\s\S]*?\n\}/g;

plugin({
  name: "unchained",
  setup(build) {
    build.onLoad({ filter: /kernel\/ledger\/envelope\.ts$/ }, async ({ path }) => {
      const text = await Bun.file(path).text();
      const found = text.match(HASHES)?.length;
      if (found !== 2) throw new Error(`the ledger's hashes are not where they were: ${found}`);
      const contents = text.replaceAll(
        HASHES,
        (_, name: string) =>
          `const ${name}Of = new Uint8Array(32);\nexport function ${name}(): Uint8Array {\n  return ${name}Of;\n}`,
      );
      return { contents, loader: "ts" };
    });
  },
});
