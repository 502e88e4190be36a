/** How definitions begin in the languages that people write; the first group that matches is the name. */
const definitions: readonly RegExp[] = [
  // class, interface, … in nearly every language
  /^\s*(?:(?:export|default|public|private|protected|internal|abstract|sealed|final|static|partial|data|open|pub(?:\([^)]*\))?|declare|unsafe|case|inline|value|annotation)\s+)*(?:class|interface|struct|enum|trait|protocol|type|union|record|namespace|module|object|extension|mod|actor|contract|library)\s+(?!of\b|is\b)([\p{L}_$][\p{L}\p{N}_$.]*)/u,
  /^\s*impl(?:<[^>]*>)?\s+(?:[\w:<>, ]+\s+for\s+)?([\p{L}_]\w*)/u,
  // function, def, fn, func, fun, sub, proc
  /^\s*(?:(?:export|default|public|private|protected|internal|static|async|pub(?:\([^)]*\))?|override|virtual|abstract|final|inline|unsafe|extern|suspend|open|local|const|declare|tailrec|operator|mutating)\s+)*(?:function\*?|def|defp|fn|func|fun|sub|proc|procedure|macro|defmacro)\s+(?:\([^)]*\)\s*)?(?:self\.)?([\p{L}_$][\p{L}\p{N}_$.?!]*)/u,
  // const name = (…) =>, const name = function, exported constants
  /^(?:export\s+)?(?:const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]*)?=/u,
  /^\s+(?:const|let)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]*)?=\s*(?:async\s*)?(?:\([^)]*\)|[\p{L}_$]\w*)\s*(?::[^=]*)?=>/u,
  /^\s*(?:module\.)?exports\.([\p{L}_$][\p{L}\p{N}_$]*)\s*=/u,
  /^\s*[\p{L}_$][\p{L}\p{N}_$.]*\.prototype\.([\p{L}_$][\p{L}\p{N}_$]*)\s*=/u,
  // methods: name(…) {
  /^\s+(?:(?:public|private|protected|internal|static|async|override|readonly|get|set|abstract|virtual|final|sealed|synchronized|native)\s+)*\*?#?([\p{L}_$][\p{L}\p{N}_$]*)\s*(?:<[^>()]*>)?\([^;]*\)\s*(?::[^={;]+)?\{\s*$/u,
  // Type name(…) { in C, C++, C#, Java
  /^\s*(?:[\p{L}_][\p{L}\p{N}_:<>,*&[\]?]*\s+)+[*&]*(?:[\p{L}_]\w*::)*([\p{L}_~]\w*)\s*\([^;=]*\)\s*(?:const\s*)?(?:noexcept\s*)?(?:override\s*)?(?:throws [\w., ]+)?\{?\s*$/u,
  // SQL, GraphQL, protocol buffers, shell, Make, CSS variables
  /^\s*create\s+(?:or\s+replace\s+)?(?:temp\w*\s+)?(?:table|view|function|procedure|index|trigger)\s+(?:if\s+not\s+exists\s+)?["`[]?([\w.]+)/iu,
  /^(?:message|service|rpc|input|scalar|directive|fragment)\s+(\w+)/u,
  /^([\w.-]+)\s*\(\)\s*\{/u,
  /^#\s*define\s+(\w+)/u,
  // [section] of TOML and INI
  /^\[+([\w.:"-]+)\]+\s*$/u,
];

const notNames = new Set(
  "if for while switch catch return else do try with case using lock foreach elif unless until match when await yield throw new delete typeof function constructor".split(
    " ",
  ),
);

/** The name that a line of code defines, if it does. */
export function symbolOf(line: string): string | undefined {
  if (line.length > 400) return undefined;
  // most lines define nothing: a cheap look first
  if (
    !/[({=:[#]|^\s*(?:\w+\s+)*(?:class|interface|struct|enum|trait|type|def|module|message|service|create|CREATE)\b/.test(
      line,
    )
  )
    return undefined;
  for (const definition of definitions) {
    const name = definition.exec(line)?.[1];
    if (name && !notNames.has(name) && !/^\s*(?:return|throw|await|else|new|yield)\b/.test(line))
      return name;
  }
  return undefined;
}

/** A Markdown heading: "## Title", or a line underlined with === or ---. Level from 1. */
export function headingOf(
  line: string,
  next: string | undefined,
): { readonly level: number; readonly text: string } | undefined {
  const [, marks, text] = /^ {0,3}(#{1,6})\s+(.+?)\s*#*\s*$/.exec(line) ?? [];
  if (marks && text) return { level: marks.length, text };
  if (line.trim() && next && /^(?:={3,}|-{3,})\s*$/.test(next) && !/^[-=|>*\s]/.test(line))
    return { level: next.startsWith("=") ? 1 : 2, text: line.trim() };
  return undefined;
}
