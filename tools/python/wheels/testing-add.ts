import { createPackages } from "./index.ts";

/** `bun testing-add.ts STORE INDEX LOCKFILE IMAGE PACKAGE…`: adds, in a process that a test can kill. */
const [store = "", index = "", lockFile = "", image = "", ...requirements] = process.argv.slice(2);
await createPackages({ store, index, lockFile }).add(image, requirements, {
  signal: new AbortController().signal,
});
