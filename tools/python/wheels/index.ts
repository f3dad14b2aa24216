export { BASE_IMAGE, createPackages, DEFAULT_IMAGE } from "./packages.ts";
export { PackagesError, type ProblemCode } from "./problem.ts";
export type { PackagesOptions } from "./setting.ts";
