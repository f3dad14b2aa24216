import type { Plans } from "./plans.ts";
import type { Validator } from "./validator.ts";

/** Ports by which plugins serve each other; the kernel carries them and knows nothing of them. */
declare module "../../kernel/ports/index.ts" {
  interface Ports {
    readonly plans: Plans;
    readonly validator: Validator;
  }
}
