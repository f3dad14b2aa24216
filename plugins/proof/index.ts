import type { Host, Plugin } from "../../kernel/host.ts";
import type { Proof } from "../contracts/proof.ts";
import { Keeper } from "./keeper.ts";
import { checkpoints } from "./signing.ts";
import { isIncluded } from "./tree/path.ts";
import { proofVerbs } from "./verbs.ts";

export const plugin: Plugin = {
  manifest: {
    name: "proof",
    version: "1.0.0",
    description: "Signed checkpoints, proofs of single events, and the check of all hashes",
  },
  activate(host) {
    const keeper = new Keeper({ ...placesOf(host), kernel: () => host.kernel() });
    host.provide("proof", "proof", proofOf(keeper));
    host.provide("checkpoints", "proof", () => keeper.place);
    host.provide("boot", "proof", async () => keeper.start());
    for (const verb of proofVerbs(host, keeper)) host.verb(verb);
  },
};

function placesOf(host: Host): Pick<Host, "home" | "tenantDir" | "config"> {
  return { home: host.home, tenantDir: host.tenantDir, config: () => host.config() };
}

function proofOf(keeper: Keeper): Proof {
  return {
    checkpoint: () => keeper.checkpoint(),
    get publicKey() {
      return keeper.publicKey;
    },
    inclusion: (oseq, size) =>
      keeper.tree.inclusion(oseq, size).map((hash) => Buffer.from(hash).toString("base64")),
    open: (text, publicKey) => checkpoints().openCheckpoint(text, publicKey),
    includes(hash, oseq, path, { size, root }) {
      const siblings = path.map((one) => Buffer.from(one, "base64"));
      const [leaf, head] = [Buffer.from(hash, "hex"), Buffer.from(root, "hex")];
      if ([leaf, head, ...siblings].some((one) => one.length !== 32)) return false;
      return isIncluded(leaf, oseq - 1, size, siblings, head);
    },
  };
}
