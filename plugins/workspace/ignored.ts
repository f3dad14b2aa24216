import { foldersOf } from "./paths.ts";
import { TEMPORARY } from "./restore/temporary.ts";

/** Folders (and in worktrees files) of these names are made by programs and can be made again, or are a history of their own. */
const BUILT_IN = (
  ".git .hg .svn .jj node_modules bower_components .venv __pycache__ .mypy_cache .pytest_cache " +
  ".ruff_cache .tox .cache .parcel-cache .turbo .next .nuxt .svelte-kit .gradle .terraform " +
  ".direnv .DS_Store"
).split(" ");

/** What a look at the whole folder does not see. `.gitignore` has no say in it. */
export interface Ignored {
  /** Is this entry left out? Of one whose folder is not. */
  entry(path: string): boolean;
  /** Is it, or a folder that it lies in? */
  within(path: string): boolean;
}

/** `configured`: names of files or folders at any depth, or with a `/` paths from the run's folder. */
export function ignoring(configured: readonly string[]): Ignored {
  const trimmed = configured.map((one) => one.replace(/^\.?\//, "").replace(/\/+$/, ""));
  const paths = new Set(trimmed.filter((one) => one.includes("/")));
  const names = new Set([...BUILT_IN, ...trimmed.filter((one) => !one.includes("/"))]);
  const entry = (path: string) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return names.has(name) || paths.has(path) || TEMPORARY.test(name);
  };
  return { entry, within: (path) => entry(path) || foldersOf(path).some(entry) };
}
