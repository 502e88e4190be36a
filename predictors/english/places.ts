import type { Traced } from "../../src/platform/traced.ts";
import { cardinal, eachDigit, port } from "./numbers.ts";

/** Extensions that are said as a word; others are spelled. */
const spokenExtensions = new Set(
  "java json yaml toml lock log env zip bin dot map text data conf".split(" "),
);

const name = String.raw`[\w@~+$%-]+`;
const rest = String.raw`(?:[^\s<>"')\]]*[^\s<>"')\].,;:!?])?`;
const url = new RegExp(
  String.raw`\b(?:https?|ftp|wss?):/{2,3}(?:[^\s/@]*@)?(?:www\.)?([\w-]+(?:\.[\w-]+)*)(?::(\d+))?(?:[:/?#]${rest})?`,
  "g",
);
const domain =
  /(?<![\w/.@:-])((?:[\w-]+\.)+(?:com|org|net|io|dev|ai|gov|edu|app|co|uk|de|fr|eu))(?![\w-]|\.\w)((?:\/[\w.~-]+)*)\/?/g;
const web = new RegExp(String.raw`\bwww\.([\w-]+(?:\.[\w-]+)*)(?:[:/?#]${rest})?`, "g");
const mail = /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.\p{L}[\w-]+\b/gu;
const fileScheme = /\bfile:\/\/(?=\/)/g;
const part = String.raw`(?:\.?${name}(?:\.${name})*|\*{1,2}(?:\.${name})?)`;
const path = new RegExp(
  String.raw`(?<![\w/.])(?:(?:[A-Za-z]:\\|~?/|(?:\.{1,2}/)+)(?:${part}[/\\])*|(?:${part}[/\\])+)${part}(?::\d+(?::\d+)?)?/?(?!\w)`,
  "g",
);
const file = new RegExp(
  String.raw`(?<![\w/.])(${name}(?:\.${name})*)\.([a-z][a-z0-9]{0,4})(?::(\d+)(?::(\d+))?)?(?![\w/.]*\w)`,
  "g",
);

/** Addresses, paths and file names in words: the host of an address, the last two parts of a path. */
export function sayPlaces(text: Traced): Traced {
  return text
    .replace(fileScheme, "")
    .replace(
      url,
      ([, host = "", number]) =>
        ` link to ${dotted(host)}${number ? ` port ${port(number)}` : ""} `,
    )
    .replace(web, ([, host = ""]) => ` ${dotted(host)} `)
    .replace(mail, ([address]) => ` ${dotted(address.replace("@", " at "))} `)
    .replace(domain, ([, host = "", parts = ""]) => ` ${dotted(host)}${domainPath(parts)} `)
    .replace(path, ([match]) => (isPath(match) ? ` ${lastParts(match)} ` : undefined))
    .replace(file, ([, stem = "", extension = "", line, column]) =>
      isFileName(stem, extension)
        ? ` ${fileName(stem, extension)}${position(line, column)} `
        : undefined,
    );
}

const domainPath = (parts: string): string => (parts ? ` slash ${lastParts(parts.slice(1))}` : "");

/** "read/write" is two words with a slash; a path has a root, an extension, or three parts. */
const isPath = (match: string): boolean =>
  /^(?:[A-Za-z]:|~|\.{0,2}[/\\]|@)/.test(match) ||
  /\.[a-z]\w{0,4}(?::|$)/.test(match) ||
  (match.match(/[/\\]/g)?.length ?? 0) > 1 ||
  /[/\\]$/.test(match) ||
  /[_-]/.test(match);

function lastParts(match: string): string {
  const [, path = "", line, column] = /^(.*?)(?::(\d+)(?::(\d+))?)?$/.exec(match) ?? [];
  const parts = path
    .split(/[/\\]/)
    .filter((part) => part && !/^(?:\.{1,2}|~|[A-Za-z]:)$/.test(part));
  const words = parts.slice(-2).map((part) => {
    const [, stem, extension] = /^(.+)\.([a-zA-Z]\w{0,4})$/.exec(part) ?? [];
    return stem && extension ? fileName(stem, extension) : dotted(part);
  });
  const isRooted = parts.length === 1 && path.startsWith("/");
  return (isRooted ? "slash " : "") + words.join(" slash ") + position(line, column);
}

/** "e.g", "foo.bar" and "Node.js" are no file names; those have a stem and an extension that is one. */
const extensions = new Set(
  "ts tsx js jsx mjs cjs mts cts json jsonl jsonc md mdx txt py pyi rb rs go c h cc cpp hpp cs java kt swift php pl lua sh bash zsh ps1 bat html htm css scss less xml svg yml yaml toml ini cfg conf env lock log csv tsv sql db png jpg jpeg gif webp ico wav mp3 pdf zip gz tar tgz exe dll so dylib wasm onnx gguf bin vue svelte ipynb proto gradle map".split(
    " ",
  ),
);
const isFileName = (stem: string, extension: string): boolean =>
  extensions.has(extension) && !/^(?:Node|Vue|Next|Express|Three|D3|React)$/.test(stem);

function fileName(stem: string, extension: string): string {
  const spelled = extension.length <= 4 && !spokenExtensions.has(extension);
  return `${dotted(stem)} dot ${spelled ? [...extension].map(letter).join(" ") : extension}`;
}

const letter = (mark: string): string => (/\d/.test(mark) ? eachDigit(mark) : mark.toUpperCase());

const dotted = (text: string): string =>
  text
    .replace(/\./g, " dot ")
    .replace(/[-_~]+/g, " ")
    .replace(/\*/g, " star ")
    .replace(/@/g, " at ")
    .replace(/\s+/g, " ")
    .trim();

const position = (line?: string, column?: string): string =>
  (line ? `, line ${cardinal(line)}` : "") + (column ? `, column ${cardinal(column)}` : "");
