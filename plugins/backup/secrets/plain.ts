/** Names that tell of a secret: of settings, variables, options, parameters and headers. */
const TELLING =
  /key|token|secret|pass|pwd|credential|auth|cookie|session|bearer|signature|private|(?<![a-z])(?:pat|pw|pin|sig|otp|jwt)(?![a-z])/i;
/** How keys of well-known makers begin. */
const OF_A_MAKER =
  /(?:^|[^A-Za-z0-9])(?:sk|pk|rk|gh[a-z]|github_pat|glpat|xox[a-z]|hf|npm|AKIA|AIza|eyJ)(?:[-_]|(?<=AKIA|AIza|eyJ))[\w-]{6}/;
const UUID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/i;

const ORDINARY = new Set(
  "add all auto beta bun cli create debug default dev development dlx enabled error exec false get http https info init install json latest local main mcp next no node none off on output production prod read readonly run serve server sse stable start stdio streamable-http streamable test text tool true verbose warn warning write x yaml yes".split(
    " ",
  ),
);
const NUMBER = /^-?\d{1,5}(?:\.\d{1,5})?(?:ms|[smhkMG]b?)?$/;
const DATE = /^\d{4}-\d\d-\d\d(?:-preview)?$/;
const VERSION = /^v?\d{1,4}(?:\.\d{1,4}){1,3}$/;
/** A port, or how one is mapped to another. */
const PORTS = /^(?:(?:\d{1,3}\.){3}\d{1,3}:)?\d{1,5}(?::\d{1,5})?$/;
const THIS_MACHINE = /^(?:localhost|(?:\d{1,3}\.){3}\d{1,3})(?::\d{1,5})?$/;
const RELEASE = "(?:(?:@|==|:)(?:v?\\d[\\w.-]{0,15}|latest|next|main|stable|beta))?";
const PACKAGE = new RegExp(`^[a-z][a-z\\d]*(?:[._-][a-z\\d]+)*(?:\\[[a-z,]+\\])?${RELEASE}$`);
/** `@scope/name`, or an image: what has a slash and yet is no path. */
const SCOPED = new RegExp(`^@?[a-z\\d][a-z\\d.-]*(?:/[a-z\\d][a-z\\d._-]*)+${RELEASE}$`);
const FILE =
  /^(?:[\w.-]+\/)*[\w.-]+\.(?:[cm]?[jt]s|py|rb|go|sh|jar|php|wasm|json|ya?ml|toml|md|txt|csv|db|sqlite)$/;

export function tells(name: string): boolean {
  return TELLING.test(name);
}

/** A key of a well-known maker, or a signed token. */
export function isOfMaker(text: string): boolean {
  return OF_A_MAKER.test(text);
}

/** No word of a language, no name that a person chose: digits and letters without order, or known for what it is. */
export function looksRandom(text: string): boolean {
  if (UUID.test(text) || isOfMaker(text)) return true;
  return (text.match(/[A-Za-z\d]+/g) ?? []).some((run) => {
    if (run.length > 24) return true;
    const isMixed = /\d/.test(run) && /[A-Za-z]/.test(run);
    // Changes between lower case, upper case and digits; a name in camel case has few.
    const changes = run.match(/[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
    return (isMixed && run.length >= 16) || (changes >= (isMixed ? 2 : 3) && run.length >= 8);
  });
}

/** One part of a path. */
export function isSegment(text: string): boolean {
  return /^[\p{L}\p{N} ._@+,()~-]*$/u.test(text) && !looksRandom(text);
}

/** A path from the root, from a home or from here; or two of them, as a folder is given to a container. */
export function isPath(text: string): boolean {
  const [first = "", ...others] = text.split(":");
  if (!isOnePath(first) || (/\s/.test(text) && /\s-/.test(text))) return false;
  return others.every((part) => isOnePath(part) || /^(?:ro|rw|z|Z)$/.test(part));
}

function isOnePath(text: string): boolean {
  return /^(?:~|\.{1,2})?(?:\/|$)/.test(text) && text !== "" && text.split("/").every(isSegment);
}

/** What is named where a program names another one: a package, by itself a word like any other. */
export function isPackage(text: string): boolean {
  return (PACKAGE.test(text) || SCOPED.test(text)) && !looksRandom(text);
}

/** Certainly no secret, wherever it stands. */
export function isPlain(text: string): boolean {
  if (text === "" || ORDINARY.has(text) || THIS_MACHINE.test(text) || isPath(text)) return true;
  if ([NUMBER, DATE, VERSION, PORTS].some((form) => form.test(text))) return true;
  // `me/hunter2` may be a login; a scope or the host of an image says that it is none.
  const isScoped = SCOPED.test(text) && /^@|^[a-z\d-]+\.[a-z\d.-]+\//.test(text);
  return (FILE.test(text) || isScoped) && !looksRandom(text);
}

/** The name of a variable, as a setting names one that holds a secret. */
export function isVariable(text: string): boolean {
  return /^[A-Z][A-Z\d]{0,15}(?:_[A-Z\d]{1,16})*$/i.test(text) && !looksRandom(text);
}
