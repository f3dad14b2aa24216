import { isObject, typeHint } from "./hint.ts";
import { pythonName } from "./name.ts";

/** One argument of a tool, as a parameter of a Python function. */
export interface Parameter {
  /** As the tool calls it. */
  readonly argument: string;
  readonly name: string;
  readonly hint: string;
  readonly isRequired: boolean;
  readonly about: string;
}

/** What the arguments of a tool become; `isOpen`: the tool takes names that its schema does not list. */
export interface Parameters {
  readonly listed: readonly Parameter[];
  readonly isOpen: boolean;
}

/** Required ones come first, as Python wants it. */
export function parametersOf(inputSchema: unknown): Parameters {
  const schema = isObject(inputSchema) ? inputSchema : {};
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
  const taken = new Set<string>();
  const listed = Object.entries(properties).map(([argument, property]) => ({
    argument,
    name: pythonName(argument, taken),
    hint: typeHint(property),
    isRequired: required.has(argument),
    about: aboutOf(property),
  }));
  const isOpen = Object.keys(properties).length === 0 && schema["additionalProperties"] !== false;
  return { listed: listed.toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired)), isOpen };
}

function aboutOf(property: unknown): string {
  if (!isObject(property)) return "";
  const { description } = property;
  const said = typeof description === "string" ? description : "";
  const standard = property["default"];
  if (standard === undefined) return said;
  return `${said}${said && ". "}Default: ${JSON.stringify(standard).slice(0, 200)}`;
}
