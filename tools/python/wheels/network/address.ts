import { PackagesError } from "../problem.ts";

export const PUBLIC_INDEX = "https://pypi.org/simple";

/** Where other installers of the machine look, in the order in which they are asked. */
const VARIABLES = ["PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"];

/** The Simple API that is asked: the given one, else that of pip or uv on this machine, else PyPI. */
export function indexAddress(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): URL {
  const named = VARIABLES.find((name) => (environment[name] ?? "") !== "");
  const text = given ?? (named === undefined ? PUBLIC_INDEX : (environment[named] ?? ""));
  const where = given !== undefined || named === undefined ? "index" : named;
  const address = URL.canParse(text) ? new URL(text) : null;
  if (address === null || !/^https?:$/.test(address.protocol))
    throw new PackagesError(
      "argument",
      `${where}: not an http address; give that of a Simple API, such as ${PUBLIC_INDEX}`,
    );
  if (address.protocol === "http:" && !isLoopback(address.hostname))
    throw new PackagesError(
      "argument",
      `${where}: anybody on the way could answer for ${address.host} over http; give its https address`,
    );
  if (!isReadable(address.username + address.password))
    throw new PackagesError(
      "argument",
      `${where}: the password in the address cannot be read; write a % in it as %25`,
    );
  if (!address.pathname.endsWith("/")) address.pathname += "/";
  address.hash = "";
  return address;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d+){3}$/.test(host);
}

function isReadable(encoded: string): boolean {
  try {
    decodeURIComponent(encoded);
    return true;
  } catch {
    return false;
  }
}
