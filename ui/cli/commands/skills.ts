import { resolve } from "node:path";

import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { addGroup, addLeaf, type Menu } from "../command.ts";
import { bad, bold, dim, harmless, oneLine, wrap } from "../render/text.ts";
import { addKeep } from "./skills-keep.ts";

interface Skill {
  readonly name: string;
  readonly description: string;
  readonly triggers: readonly string[];
  readonly access: string;
  readonly source: string;
  readonly problem?: string;
}

export function addSkills(menu: Menu): void {
  const skills = addGroup(
    menu,
    "skills",
    "List, read, add and keep skills: goals that need no model.",
    ["glassbox skills ls", "glassbox skills show overdue-tasks"],
  );
  addLeaf(menu, skills, {
    name: "ls",
    summary: "List the skills and the goals they cover.",
    examples: ["glassbox skills ls", "glassbox skills ls --json=name,triggers"],
    async handler(session) {
      const data = await session.call<{ skills: readonly Skill[] }>("skills.list");
      const text = data.skills
        .map((skill) => renderSkill(skill, session.terminal.columns))
        .join("\n");
      return { data: data as object as JsonValue, text: text || "no skills" };
    },
  });
  addLeaf(menu, skills, {
    name: "show",
    summary: "Show one skill: what it does and the plan it makes.",
    examples: [
      "glassbox skills show overdue-tasks",
      "glassbox skills show rename-everywhere --json=plan",
    ],
    build: (command) => void command.argument("<name>", "a skill"),
    async handler(session, [name]) {
      const data = await session.call<JsonObject & Skill & { readonly body: string }>(
        "skills.show",
        { name },
      );
      const head = renderSkill(data, session.terminal.columns);
      return { data, text: `${head}\n\n${harmless(data.body).trim()}` };
    },
  });
  addLeaf(menu, skills, {
    name: "add",
    summary: "Copy a skill's folder into the home, after checking it.",
    examples: ["glassbox skills add ./my-skill", "glassbox skills add ~/skills/weekly-review"],
    build: (command) => void command.argument("<folder>", "a folder with a SKILL.md"),
    async handler(session, [folder]) {
      const data = await session.call<{ name: string; path: string }>("skills.add", {
        path: resolve(folder!),
      });
      return { data, text: `added ${data.name}: ${data.path}` };
    },
  });
  addKeep(menu, skills);
}

function renderSkill(
  { name, description, triggers, access, source, problem }: Skill,
  columns: number,
): string {
  const lines = [
    `${bold(oneLine(name))}  ${dim(`${access}, ${source}`)}`,
    `  ${oneLine(description)}`,
    ...(triggers ?? []).map((trigger) => `  ${dim(`“${oneLine(trigger)}”`)}`),
    ...(problem ? [`  ${bad("✗")} ${oneLine(problem)}`] : []),
  ];
  return lines.map((line) => wrap(line, columns, "    ")).join("\n");
}
