import { LARGEST_KEPT } from "./limits.ts";

/** Files that are known by their hash alone, in any folder: `*` stands for anything within a name. In small letters. */
const NAMES = `
  .env .env.* *.env .envrc .secrets secrets.json secrets.yaml secrets.yml secrets.toml secrets.ini
  .netrc _netrc .npmrc .pypirc .pgpass pgpass.conf .my.cnf my.cnf .mylogin.cnf .htpasswd .s3cfg .boto rclone.conf
  .git-credentials .dockercfg .dockerconfigjson kubeconfig *.kubeconfig .vault-token .vault_pass* .vault-pass*
  credentials credentials.json credentials.csv credentials.yaml credentials.yml credentials.toml credentials.xml
  credentials.db credentials.tfrc.json access_tokens.db rootkey.csv *accesskeys.csv
  service-account*.json service_account*.json application_default_credentials.json client_secret*.json
  token.json tokens.json auth.json local.settings.json *.tfvars *.tfvars.json *.tfstate *.tfstate.*
  id_rsa* id_dsa* id_ecdsa* id_ed25519* *.pem *.key *.p8 *.p12 *.pfx *.pkcs12 *.jks *.keystore *.ppk
  *.asc *.age *.gpg *.ovpn *.kdbx *.keychain *.keychain-db wallet.dat passwords.*
  cookies.sqlite logins.json key3.db key4.db
  .bash_history .zsh_history .sh_history .ksh_history fish_history .python_history .node_repl_history
  .psql_history .mysql_history .sqlite_history .rediscli_history
`;
/** The same for paths: below a folder of this name. `**` stands for anything, folders too. */
const PATHS = `
  .aws/** .azure/** .config/gcloud/** .config/gh/hosts.yml .config/glab-cli/config.yml .config/hub .docker/config.json
  .kube/config .ssh/id_* .gnupg/private-keys-v1.d/** .password-store/** .cargo/credentials* .m2/settings.xml
  .gem/credentials .bundle/config .subversion/auth/**
`;

/** Templates of `.env` files are made to be shared, and so are public keys. */
const SHARED = /^\.env\.(.*\.)?(example|sample|template|dist)$|^id_.*\.pub$/;
/** What editors and careful people add to the name of a copy. */
const COPY = /(~|#|\.(bak|backup|old|orig|save|copy|tmp|sw[a-p]))$/;

const EXACT = new Set(wordsOf(NAMES).filter((word) => !word.includes("*")));
const NAMED = new RegExp(`^(?:${patternsOf(wordsOf(NAMES).filter((word) => !EXACT.has(word)))})$`);
const BELOW = new RegExp(`(?:^|/)(?:${patternsOf(wordsOf(PATHS))})$`);
/** Every folder of these paths is hidden: of others not one is looked for. */
const HIDDEN = /(?:^|\/)\.[^/]+\//;

function wordsOf(list: string): readonly string[] {
  return list.split(/\s+/).filter((word) => word !== "");
}

function patternsOf(globs: readonly string[]): string {
  const stars: Readonly<Record<string, string>> = { "**": ".+", "*": "[^/]*" };
  const patternOf = (glob: string) =>
    glob.replace(/\*\*|\*|[^\w/-]/g, (part) => stars[part] ?? `\\${part}`);
  return globs.map(patternOf).join("|");
}

/** A file that is known by its hash alone, whatever it holds. */
export function isSecret(path: string): boolean {
  const plain = original(path.toLowerCase());
  const name = nameOf(plain);
  const isNamed = EXACT.has(name) || NAMED.test(name);
  return (isNamed || (HIDDEN.test(plain) && BELOW.test(plain))) && !SHARED.test(name);
}

/** A file whose content is there to be shared, though it looks like a secret's. */
export function isShared(path: string): boolean {
  return SHARED.test(nameOf(original(path.toLowerCase())));
}

/** Shorter contents (`{}` and a line feed) say nothing, and stand in many files. */
const SHORTEST_SECRET = 4;

/** Is the content of a secret file one that is not kept under another name either? */
export function isTelling(size: number): boolean {
  return size >= SHORTEST_SECRET && size <= LARGEST_KEPT;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Without what marks a copy: `.env~`, `#.env#`, `id_rsa.bak`. */
function original(path: string): string {
  const name = nameOf(path);
  let short = name.replace(/^#/, "");
  while (COPY.test(short) && !short.startsWith("~")) short = short.replace(COPY, "");
  return path.slice(0, path.length - name.length) + short;
}
