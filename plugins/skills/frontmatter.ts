import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import { firstIssue } from "../../kernel/verb.ts";
import { parseYaml } from "./yaml.ts";

const text = (most: number) =>
  z
    .string({ error: (issue) => (issue.input === undefined ? "is missing" : "must be a text") })
    .trim()
    .min(1, "is empty")
    .max(most, `is longer than ${most} characters`);

/** The fields of the Agent Skills format; more of them are allowed and carried by nobody. */
const frontmatter = z.object({
  name: text(64).regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    "must be of small letters, digits and single hyphens",
  ),
  description: text(1024),
  license: z.string().optional(),
  compatibility: text(500).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  "allowed-tools": z.string().optional(),
});

export interface SkillText {
  readonly name: string;
  readonly description: string;
  readonly body: string;
}

/** Takes a SKILL.md apart. Throws `usage` with the file and the mend. */
export async function parseSkillText(content: string, file: string): Promise<SkillText> {
  const found = /^\uFEFF?---[ \t]*\r?\n([^]*?)\r?\n?---[ \t]*(?:\r?\n|$)([^]*)$/.exec(content);
  if (!found) {
    throw usage(
      `${file} does not begin with frontmatter between two lines of ---`,
      "begin it with ---, name: …, description: …, ---",
    );
  }
  const parsed = frontmatter.safeParse((await parseYaml(found[1]!, file)) ?? {});
  if (!parsed.success)
    throw usage(`${file}: ${firstIssue(parsed.error)}`, `correct its frontmatter in ${file}`);
  const { name, description } = parsed.data;
  return { name, description, body: found[2]!.trim() };
}
