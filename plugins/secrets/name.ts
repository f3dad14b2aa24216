import { z } from "zod";

/** As it stands in `secret://NAME`. */
export const secretName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    "must be letters, digits, dots, - and _, a letter or digit first, at most 64 of them",
  );

/** What stands in a text for the secret of this name. */
export function markOf(name: string): string {
  return `[secret ${name}]`;
}
