/** Mixed-case names that are one word, or two words that the rules below would cut elsewhere. */
const whole = [
  "IPv4", "IPv6", "iOS", "iPadOS", "macOS", "OAuth2", "OAuth", "JSON5", "UTF-8", "GraphQL", "MySQL", "NoSQL",
  "PostgreSQL", "SQLite", "JavaScript", "TypeScript", "GitHub", "GitLab", "DevOps", "WebGL", "WebGPU", "WebRTC",
  "LaTeX", "npm", "eBPF", "iPhone", "JSDoc", "YouTube", "OpenAI", "PyTorch", "NumPy", "WiFi", "eMail", "PowerShell",
] as const; // prettier-ignore
const wholes = new Map(whole.map((name) => [name.toLowerCase(), name]));

const parts = new RegExp(
  [
    // listed names, where a new part may begin
    ...[...whole]
      .sort((a, b) => b.length - a.length)
      .map((name) => `(?:${upperFirst(name)}|${name})(?![a-z])`),
    // URLs, IDs: a plural acronym is not cut before its s
    "\\p{Lu}{2,}s(?![\\p{Ll}])",
    // HTTP in HTTPServer, and any run of capitals; digits glued to capitals stay: MD5, H264, but not V in V8Engine
    "\\p{Lu}{2,}(?=\\p{Lu}\\p{Ll})",
    "\\p{Lu}?\\p{Ll}[\\p{Ll}\\p{M}]*",
    "\\p{Lu}+",
    "\\p{N}+",
    "[\\p{Lo}\\p{M}]+",
  ].join("|"),
  "gu",
);

/** A part of an identifier; offsets into it. */
export interface Part {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/** Capitals that are read letter by letter, or as a name, also in SCREAMING_CASE. */
const acronyms = new Set(
  "API APIs ASCII AST AWS CI CLI CORS CPU CSS CSV DB DNS DOM EOF FS FTP GID GPU GUI HTML HTTP HTTPS ID IDs IO IP JPEG JSON JWT LSP MIME MIT OS PDF PID PNG RAM RGB RGBA RPC SDK SHA SQL SSH SSL SVG TCP TLS TTL UDP UI UID URI URIs URL URLs USB UTC UTF UUID UX VM XHR XML YAML".split(
    " ",
  ),
);

export const isAcronym = (word: string): boolean => acronyms.has(word);

/** The words of an identifier in any case style: `userIDs` → user, IDs; `HTTPServer` → HTTP, server. Underscores are silent. */
export function splitIdentifier(name: string): Part[] {
  const found = [...name.matchAll(parts)].map(({ index, 0: part }) => ({
    word: wholes.get(part.toLowerCase()) ?? part,
    from: index,
    to: index + part.length,
  }));
  if (found.length < 2) return found;
  const isScreaming = /^[\p{Lu}\p{N}_$-]+$/u.test(name);
  return found.map((part) => ({ ...part, word: calm(part.word, isScreaming) }));
}

/** Words lose the capital that only marked their beginning; acronyms and listed names keep theirs. */
function calm(word: string, isScreaming: boolean): string {
  if (wholes.has(word.toLowerCase())) return word;
  if (/^\p{Lu}\p{Ll}+$/u.test(word)) return word.toLowerCase();
  return isScreaming && /[AEIOUY]/.test(word) && !acronyms.has(word) ? word.toLowerCase() : word;
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
