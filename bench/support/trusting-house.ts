import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { KernelError } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { ToolResult } from "../../kernel/ports/tools.ts";
import type { StdioSpec } from "../../mcp/hub/index.ts";
import { type House, type HouseOptions, newHome, openHouse } from "./kernel.ts";

const FIXTURE = `${import.meta.dir}/../../plugins/trust/fixture-server.ts`;

export const note = {
  name: "get_note",
  description: "Returns a note by its id.",
  inputSchema: { type: "object", properties: { id: { type: "string", description: "The id." } } },
  annotations: { readOnlyHint: true },
};
export const add = {
  name: "add_note",
  description: "Adds a note.",
  inputSchema: { type: "object", properties: { text: { type: "string" } } },
};

export interface Waiting extends JsonObject {
  readonly kind: string;
  readonly name: string;
  readonly hash: string;
  readonly was: string | null;
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
  readonly changes: readonly {
    readonly field: string;
    readonly was: string | null;
    readonly is: string | null;
  }[];
}

/** A home that is opened again and again, and servers in it that say another thing after each start. */
export class TrustingHome implements AsyncDisposable {
  #home = newHome();
  #house: House | undefined;

  get house(): House {
    if (this.#house === undefined) throw new Error("the house is not open");
    return this.#house;
  }

  says(said: JsonObject, server = "notes"): void {
    writeFileSync(this.#fileOf(server), JSON.stringify(said));
  }

  spec(name: string): StdioSpec {
    return {
      name,
      transport: "stdio",
      rooted: false,
      trusted: false,
      command: process.execPath,
      args: [FIXTURE, this.#fileOf(name)],
      env: {},
      protocol: "legacy",
    };
  }

  #fileOf(server: string): string {
    return join(this.#home.path, `${server}.json`);
  }

  async open({
    names = ["notes"],
    ...rest
  }: HouseOptions & { readonly names?: readonly string[] } = {}): Promise<void> {
    const load = async () => (await import("../../plugins/trust/index.ts")).plugin;
    this.#house = await openHouse({
      home: this.#home.path,
      isBare: true,
      servers: names.map((name) => this.spec(name)),
      plugins: [{ name: "trust", load }],
      ...rest,
    });
  }

  /** The next kernel of the same home. */
  async reopen(options: { readonly names?: readonly string[] } = {}): Promise<void> {
    await this.house.close();
    await this.open(options);
  }

  /** The server ends, says something else, and is asked again. */
  async saysThen(said: JsonObject, server = "notes"): Promise<void> {
    this.says(said, server);
    await this.house.hub.restart(server);
    await this.house.hub.list(this.house.dir);
  }

  async tools(server = "notes"): Promise<string[]> {
    const all = await this.house.hub.list(this.house.dir);
    return all.filter((one) => one.server === server).map((one) => one.name);
  }

  async waiting(via = "terminal"): Promise<Waiting[]> {
    const answer = await this.house.call<{ waiting: Waiting[] }>("servers.quarantine", {}, { via });
    return answer.waiting;
  }

  approve(hashes: readonly string[], via = "terminal", server = "notes"): Promise<JsonObject> {
    return this.house.call("servers.approve", { server, hashes }, { via });
  }

  call(name: string, server = "notes"): Promise<ToolResult> {
    const { hub, dir } = this.house;
    return hub.call({
      server,
      name,
      args: {},
      dir,
      meta: {},
      signal: new AbortController().signal,
    });
  }

  /** `pinned get_note`, in the order of the ledger. */
  written(): string[] {
    return [...this.house.kernel.ledger.query({ afterRow: 0 })]
      .filter(({ type }) => type.startsWith("trust."))
      .map(
        ({ type, data }) => `${type.replace("trust.definition.", "")} ${String(data?.["name"])}`,
      );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#house?.close();
    this.#home[Symbol.dispose]();
  }
}

export async function refusal(work: Promise<unknown>): Promise<KernelError> {
  const error: unknown = await work.then(
    () => new Error("it was not refused"),
    (thrown: unknown) => thrown,
  );
  return error as KernelError;
}
