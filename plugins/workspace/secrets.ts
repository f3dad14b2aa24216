import { LARGEST_KEPT } from "./limits.ts";

const NAMES = new Set(
  (
    ".env .envrc .netrc _netrc .npmrc .pypirc .pgpass .my.cnf .htpasswd .git-credentials " +
    ".vault-token credentials credentials.json secrets.json secrets.yaml secrets.yml secrets.toml " +
    "id_rsa id_dsa id_ecdsa id_ed25519 service-account.json application_default_credentials.json"
  ).split(" "),
);
const ENDINGS = ".pem .key .p12 .pfx .jks .keystore .kdbx .ppk .asc .age .gpg .ovpn .tfstate".split(
  " ",
);
/** Templates of `.env` files are made to be shared. */
const TEMPLATE = /\.(example|sample|template|dist)$/;

/** A file that is known by its hash alone, whatever it holds. */
export function isSecret(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (NAMES.has(name)) return true;
  if (name.startsWith(".env.")) return !TEMPLATE.test(name);
  return ENDINGS.some((ending) => name.endsWith(ending));
}

/** Is the content of a file of this name and size kept? Otherwise it is known by its hash, or not at all. */
export function isKept(path: string, size: number): boolean {
  return size <= LARGEST_KEPT && !isSecret(path);
}
