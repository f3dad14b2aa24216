import { typeHint } from "./hint.ts";
import { pythonString } from "./literal.ts";
import { type Parameter, parametersOf } from "./parameters.ts";

const MOST_WORDS = 2000;

/** A tool as the client that has it lists it. */
export interface OfferedTool {
  /** `server__name`. */
  readonly tool: string;
  readonly description: string;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
}

/** The source of a function that calls one tool, and its signature in words. */
export function functionSource(
  offered: OfferedTool,
  own: string,
): { source: string; signature: string } {
  const { listed, isOpen } = parametersOf(offered.inputSchema);
  const parameters = [...listed.map(written), ...(isOpen ? ["**_others: Any"] : [])].join(", ");
  const answer = offered.outputSchema === undefined ? "Any" : typeHint(offered.outputSchema);
  const pairs = listed.map(({ argument, name }) => `${pythonString(argument)}: ${name}`);
  const given = [...pairs, ...(isOpen ? ["**_others"] : [])].join(", ");
  const source = [
    `def ${own}(${parameters}) -> ${answer}:`,
    `    ${pythonString(documented(offered, listed))}`,
    `    return _call(${pythonString(offered.tool)}, {${given}})`,
  ].join("\n");
  return { source, signature: `(${parameters.replaceAll(" = _ABSENT", " = ...")}) -> ${answer}` };
}

function written({ name, hint, isRequired }: Parameter): string {
  return isRequired ? `${name}: ${hint}` : `${name}: ${hint} = _ABSENT`;
}

function documented({ tool, description }: OfferedTool, listed: readonly Parameter[]): string {
  const lines = listed.map(({ argument, name, about }) => {
    const meant = name === argument ? name : `${name} (the argument ${JSON.stringify(argument)})`;
    return `    ${meant}: ${about.slice(0, MOST_WORDS)}`.trimEnd();
  });
  const head = `${description.slice(0, MOST_WORDS)}\n\nCalls the tool ${tool}.`.trimStart();
  return [head, ...(lines.length > 0 ? ["", "Arguments:", ...lines] : [])].join("\n");
}
