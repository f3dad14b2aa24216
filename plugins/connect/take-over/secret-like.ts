const TELLING =
  /token|secret|passw|passphrase|credential|api[_-]?key|(?:access|private|auth|license)[_-]?key|^key$|[_-](?:key|pat)$|^authorization$|^cookie$|[_-]auth$/i;

/** How keys of known services begin. */
const KNOWN =
  /^(?:gh[pousr]_|github_pat_|glpat-|sk-|[sr]k_(?:live|test)_|xox[abeoprs]-|xapp-|AKIA|ASIA|AIza|npm_|hf_|pypi-|dop_v1_|lin_api_|ntn_|figd_|tvly-|gsk_|pplx-|SG\.|shpat_|gbx_|eyJ[\w-]+\.eyJ)/;
const WITH_PASSWORD = /^[a-z][\w+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;
const SHORTEST_RANDOM = 24;
/** Bits in a sign. Words and paths have less in so long a text. */
const RANDOM = 3.6;

/** Whether a value is a secret, by what it is called or by how it looks. */
export function isSecretLike(name: string, value: string): boolean {
  if (value.startsWith("secret://") || value === "") return false;
  return looksSecret(value) || (TELLING.test(name) && !isOrdinary(value));
}

export function looksSecret(value: string): boolean {
  const word = value.replace(/^(?:Bearer|Basic|Token) +/i, "");
  return KNOWN.test(word) || WITH_PASSWORD.test(value) || isRandom(word);
}

/** What a switch, a number or a place says under such a name (`AUTH_KEY=/etc/key.pem`). */
function isOrdinary(value: string): boolean {
  return (
    /^(?:true|false|yes|no|on|off|none|null|\d{1,5})$/i.test(value) ||
    /^(?:~?\/|\.{1,2}\/)/.test(value)
  );
}

function isRandom(word: string): boolean {
  if (word.length < SHORTEST_RANDOM || !/^[\w+=-]+$/.test(word)) return false;
  if (!/\d/.test(word) || !/[a-z]/i.test(word)) return false;
  return /^[0-9a-f]{32,}$/i.test(word) || entropy(word) > RANDOM;
}

function entropy(text: string): number {
  const counts = Map.groupBy(text, (sign) => sign);
  return [...counts.values()].reduce((bits, { length }) => {
    const share = length / text.length;
    return bits - share * Math.log2(share);
  }, 0);
}
