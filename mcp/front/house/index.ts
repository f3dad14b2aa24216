export { clientKeyIn } from "./client-actor.ts";
export { createHouseDesk } from "./house-desk.ts";
export { firstFolder, type House, type HouseSettings } from "./house.ts";
export { perform } from "./perform.ts";
export { Rates } from "./rates.ts";
export { runTasks } from "./run-tasks.ts";
export { surfacedDesk, surfaceFor } from "./surface.ts";
export { isOwnName } from "./verb-tools.ts";
export { readable } from "./readable.ts";
