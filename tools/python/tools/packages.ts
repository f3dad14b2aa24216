import { z } from "zod";
import { Refusal } from "../refusal.ts";
import { defineTool } from "../tool.ts";
import { EXAMPLES } from "./examples.ts";

export const pythonPackages = defineTool({
  name: "python_packages",
  title: "List Python packages",
  description:
    "Lists the images that Python programs can run with and the packages in each, besides Python's standard " +
    "library. Packages are added by a person, not by a program.",
  shape: {
    image: z
      .string({ error: "give the name of an image" })
      .min(1)
      .max(100)
      .optional()
      .describe("Only this image"),
  },
  output: z.object({
    images: z.array(
      z.object({
        name: z.string(),
        isStandard: z.boolean().describe("Used when a call names no image"),
        packages: z.array(z.object({ name: z.string(), version: z.string(), bytes: z.number() })),
      }),
    ),
  }),
  examples: EXAMPLES.packages,
  sources: { image: { from: ["goal", "facts", "results"] } },
  async run({ image }, { workshop }) {
    const standard = await workshop.image(undefined);
    const all = await (await workshop.packages()).images();
    const images = all
      .filter(({ name }) => image === undefined || name === image)
      .map(({ name, packages }) => ({
        name,
        isStandard: name === standard,
        packages: packages.map((one) => ({
          name: one.name,
          version: one.version,
          bytes: one.bytes,
        })),
      }));
    if (image !== undefined && images.length === 0)
      throw new Refusal(
        `image: there is no ${JSON.stringify(image)}; there is ${all.map(({ name }) => name).join(", ")}`,
      );
    const lines = images.map(
      ({ name, packages }) =>
        `${name}: ${packages.map((one) => `${one.name} ${one.version}`).join(", ") || "the standard library"}`,
    );
    return { output: { images }, text: lines.join("\n") };
  },
});
