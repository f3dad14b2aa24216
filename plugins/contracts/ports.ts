import type { Captures } from "./captured.ts";
import type { Files } from "./files.ts";
import type { Models } from "./models.ts";
import type { Plans } from "./plans.ts";
import type { Validator } from "./validator.ts";

/** Ports by which plugins serve each other; the kernel carries them and knows nothing of them. */
declare module "../../kernel/ports/index.ts" {
  interface Ports {
    readonly captures: Captures;
    readonly files: Files;
    readonly models: Models;
    readonly plans: Plans;
    readonly validator: Validator;
  }
}
