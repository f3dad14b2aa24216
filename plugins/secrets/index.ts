import type { Plugin } from "../../kernel/host.ts";
import type { Secrets } from "../contracts/secrets.ts";
import { systemKeychain } from "./keychain.ts";
import { openSecrets } from "./store.ts";
import { secretVerbs } from "./verbs.ts";

/** Provides the secrets of the home as `secrets`, named `home`. */
export const plugin: Plugin = {
  manifest: {
    name: "secrets",
    version: "1.0.0",
    description: "Secrets by name, in the keychain or an encrypted file, and out of every record",
  },
  activate(host) {
    const secrets = openSecrets(host.home, systemKeychain(host.home));
    host.provide("secrets", "home", secrets satisfies Secrets);
    for (const verb of secretVerbs(secrets)) host.verb(verb);
  },
};
