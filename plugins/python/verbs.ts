import { isAbsolute } from "node:path";
import { z } from "zod";

import { type ErrorCode, KernelError, unavailable, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { OpenPackages } from "../contracts/packages.ts";

const name = z.string().trim().min(1).max(300);
const image = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,40}$/, "must be lower-case letters, digits and -, at most 41");

const added = z.object({
  image: z.string(),
  added: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      bytes: z.number(),
      from: z.string(),
      sha256: z.string(),
    }),
  ),
  present: z.array(z.string()),
});

const listed = z.object({
  images: z.array(
    z.object({
      name: z.string(),
      packages: z.array(
        z.object({
          name: z.string(),
          version: z.string(),
          bytes: z.number(),
          isRequested: z.boolean(),
        }),
      ),
    }),
  ),
});

/** What programs may import is a person's choice: a model only sees what there is. */
export function packageVerbs(host: Pick<Host, "provided">): readonly Verb[] {
  const open = (from?: string) => {
    const store = host.provided<OpenPackages>("packages").get("python");
    if (store) return store(from);
    throw unavailable("nothing here keeps Python packages", "glassbox doctor names what failed");
  };
  return [
    defineVerb({
      name: "python.add",
      description:
        "Fetches Python packages with what they need, checks them, and puts them into an image that programs can run with.",
      scope: "person",
      input: z.object({
        names: z.array(name).min(1).max(100),
        image: image.optional(),
        /** A folder with wheels: no network is touched. */
        from: z.string().optional(),
      }),
      output: added,
      async handler({ names, image: into, from }, call) {
        if (from !== undefined && !isAbsolute(from))
          throw usage(`from: ${JSON.stringify(from)} is no absolute path`, "give its full path");
        return explained(async () => {
          const { packages, standard } = await open(from);
          const made = await packages.add(into ?? standard, names, {
            signal: call.signal,
            fetched: (of, bytes, total) => call.emit({ kind: "fetched", name: of, bytes, total }),
          });
          return { ...made, added: [...made.added], present: [...made.present] };
        });
      },
    }),
    defineVerb({
      name: "python.list",
      description: "Lists the images that Python programs can run with, and their packages.",
      scope: "read",
      input: z.object({}),
      output: listed,
      handler: () =>
        explained(async () => {
          const { packages } = await open();
          const images = await packages.images();
          return { images: images.map((one) => ({ ...one, packages: [...one.packages] })) };
        }),
    }),
    defineVerb({
      name: "python.remove",
      description:
        "Takes packages out of an image, and with them what nothing else there needs any more.",
      scope: "person",
      input: z.object({ names: z.array(name).min(1).max(100), image: image.optional() }),
      output: z.object({ image: z.string(), removed: z.array(z.string()) }),
      handler: ({ names, image: of }) =>
        explained(async () => {
          const { packages, standard } = await open();
          const removed = await packages.remove(of ?? standard, names);
          return { image: of ?? standard, removed: [...removed] };
        }),
    }),
  ];
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  argument: "usage",
  missing: "not_found",
  unreachable: "unavailable",
  conflict: "conflict",
  broken: "conflict",
  busy: "unavailable",
};

/** The store's own sentence, under the code that a program branches on. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? CODES[String(error.code)] : undefined;
    if (code === undefined || error instanceof KernelError) throw error;
    throw new KernelError(code, (error as Error).message, { cause: error });
  }
}
