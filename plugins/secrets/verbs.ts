import { z } from "zod";

import { KernelError } from "../../kernel/error.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import { SHORTEST } from "./forms.ts";
import { secretName } from "./name.ts";
import type { SecretStore } from "./store.ts";

const place = z.enum(["keychain", "file"]);

/** No verb gives a value back: whoever may use one names it as `secret://NAME`. */
export function secretVerbs(secrets: SecretStore): Verb[] {
  return [setVerb(secrets), listVerb(secrets), removeVerb(secrets)];
}

function setVerb(secrets: SecretStore): Verb {
  return defineVerb({
    name: "secrets.set",
    description: "Keeps a secret under a name, by which the configuration can use it.",
    scope: "person",
    input: z.strictObject({ name: secretName, value: z.string().min(1) }),
    output: z.object({
      name: z.string(),
      place,
      /** False: it is too short to be told from ordinary words in a record. */
      isRedacted: z.boolean(),
    }),
    async handler({ name, value }) {
      await secrets.set(name, value);
      const kept = (await secrets.places()).get(name);
      if (kept === undefined) throw new KernelError("internal", `${name} was not kept`);
      return { name, place: kept, isRedacted: value.length >= SHORTEST };
    },
  });
}

function listVerb(secrets: SecretStore): Verb {
  return defineVerb({
    name: "secrets.list",
    description: "Names the secrets that are kept, and says where; never what they are.",
    scope: "person",
    input: z.strictObject({}),
    output: z.object({ secrets: z.array(z.object({ name: z.string(), place })) }),
    async handler() {
      const places = await secrets.places();
      return { secrets: [...places].map(([name, kept]) => ({ name, place: kept })) };
    },
  });
}

function removeVerb(secrets: SecretStore): Verb {
  return defineVerb({
    name: "secrets.remove",
    description: "Forgets a secret.",
    scope: "person",
    input: z.strictObject({ name: z.string().min(1) }),
    output: z.object({ name: z.string() }),
    async handler({ name }) {
      if (await secrets.remove(name)) return { name };
      const known = await secrets.names();
      throw new KernelError("not_found", `no secret is called ${name}${didYouMean(name, known)}`, {
        hint: "glassbox secrets ls names them",
      });
    },
  });
}
