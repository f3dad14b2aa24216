import { mkdirSync } from "node:fs";

/** A repository beside the folder, as coding agents keep one: its work tree is the folder, and no setting of the person counts. */
export class ShadowGit {
  readonly #repository: string;
  readonly #dir: string;

  constructor(repository: string, dir: string) {
    this.#repository = repository;
    this.#dir = dir;
    mkdirSync(repository, { recursive: true });
    this.#git("init", "--quiet");
    this.#git("config", "core.autocrlf", "false");
    this.#git("config", "gc.auto", "0");
  }

  /** Answers the name of the tree. */
  capture(): string {
    this.#git("add", "--all", "--force");
    return this.#git("write-tree").trim();
  }

  restore(tree: string): void {
    this.#git("read-tree", "-u", "--reset", tree);
  }

  #git(...args: readonly string[]): string {
    const child = Bun.spawnSync(["git", ...args], {
      cwd: this.#dir,
      env: {
        PATH: process.env["PATH"] ?? "",
        GIT_DIR: this.#repository,
        GIT_WORK_TREE: this.#dir,
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_SYSTEM: "/dev/null",
      },
    });
    if (child.exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${child.stderr}`);
    return child.stdout.toString();
  }
}
