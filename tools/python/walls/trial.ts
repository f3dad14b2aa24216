import { writeSync } from "node:fs";

import { prepareWalls, raiseWalls } from "./index.ts";

const MEMORY_BYTES = 64 * 1024 * 1024;

/** Raises the walls as a cell does and says what stands. */
const walls = raiseWalls(prepareWalls(), { os: "if-present", memoryBytes: MEMORY_BYTES });
writeSync(1, JSON.stringify(walls));
process.exit(0);
