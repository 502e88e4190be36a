import { idiomatic } from "./operators.ts";
import { type Bracket, closesType, endOf, isValue, type Place } from "./place.ts";

/** Words that stand between two values, so that nothing is parted before them. */
const joining =
  /^(?:as|in|is|of|and|or|if|else|not|instanceof|satisfies|extends|implements|const|override|throws|async|await|for|then|do|where|with|from)$/;

/** How a programmer says a mark, by what stands around it. "" is silent, "," a pause. */
export function markWords(place: Place): string {
  const { token, before, after, touchesBefore, touchesAfter, inside } = place;
  const isPrefix = !isValue(before) && touchesAfter && after !== undefined;
  switch (token.text) {
    case "(":
      // `List.of(1)` has said it already
      return inside.role === "call" &&
        after?.text !== ")" &&
        !/(?:^o|_o|O)f$/.test(before?.text ?? "")
        ? "of"
        : "";
    case ")":
    case "]":
      return closeWords(place);
    case "[":
      return squareWords(place);
    case "{":
      return openWords(place);
    case "}":
      return /^(?:=|from|\))$/.test(after?.text ?? "") ? "" : ",";
    case "<":
      return inside.role === "type" && inside.mark === "<" ? typeWords(place) : tagWords(place);
    case ">":
    case ">>":
      return closesType(place) ? closeWords(place) : greaterWords(place);
    case "<>":
      return touchesBefore || !before ? "" : "is not equal to";
    case "++":
    case "--":
      return stepWords(place, isPrefix);
    case "*":
      return isPrefix || (!touchesBefore && touchesAfter) || isAll(place) ? "star" : "times";
    case "/":
      return isInTag(place) ? "" : (idiomatic["/"] ?? "");
    case "!":
      return touchesBefore && (isValue(before) || isSecondBang(place)) ? "" : "not";
    case "?":
      return questionWords(place);
    case ":":
      return colonWords(place);
    default:
      return idiomatic[token.text] ?? "";
  }
}

/** Kotlin's `x!!.length`; `!!x` has a word behind it. */
const isSecondBang = ({ before, after }: Place): boolean =>
  before?.text === "!" && after?.kind !== "word" && after?.text !== "(";

/** "export * from", "SELECT * FROM" */
const isAll = ({ before, after }: Place): boolean =>
  !isValue(before) || /^(?:from|as|,|\))$/i.test(after?.text ?? "");

/** The slash of </b> and <br/>. */
const isInTag = ({ before, after, how }: Place): boolean =>
  how.syntax.tags === true && (before?.text === "<" || after?.text === ">");

function openWords({ before, after }: Place): string {
  const opensValue = /^(?:[=(,:?[]|=>|return)$/.test(before?.text ?? "");
  if (after?.text === "}") return opensValue ? "empty object" : ",";
  return opensValue || /^(?:const|let|var|import|export|type)$/.test(before?.text ?? "") ? "" : ",";
}

/** After a bracket that said something, another word is something new: "of name, string". */
function closeWords({ token, before, after, inside }: Place): string {
  if (!after) return "";
  if (inside.role === "statement")
    return after.kind !== "mark" || /^[{([!]$/.test(after.text) ? "," : "";
  const isEmpty = /^[([<]$/.test(before?.text ?? "");
  const isNew = after.kind === "word" || (isOpenType(token.text, inside) && after.text === "(");
  if (isEmpty || !isNew || joining.test(after.text)) return "";
  return inside.role === "index" && token.text === "]" ? "" : ",";
}

/** <T>(x) has no name before it. */
const isOpenType = (text: string, { lead }: Bracket): boolean =>
  text.startsWith(">") && !isValue(lead);

function squareWords({ before, after, inside }: Place): string {
  if (inside.role === "capture") return "lambda";
  if (inside.role === "index") return after?.text === "]" ? "array" : "sub";
  if (after?.text === "]") return "empty list";
  return isValue(before) && !/^(?:const|let|var)$/.test(before?.text ?? "") ? "," : "";
}

function typeWords({ before, touchesBefore, after }: Place): string {
  if (before?.kind !== "word" || after?.text === ">") return "";
  if (touchesBefore) return "of";
  return before.text === "template" ? "" : "generic";
}

function tagWords({ before, after, touchesBefore, touchesAfter, how }: Place): string {
  // types that go on in the next line
  if (!after && touchesBefore && before?.kind === "word") return "of";
  if (!how.syntax.tags || !touchesAfter || (isValue(before) && before?.kind !== "word"))
    return how.syntax.tags && after?.text === "/" ? ", close tag" : "is less than";
  if (after?.text === "/") return ", close tag";
  return isValue(before) ? "is less than" : after?.kind === "word" ? "tag" : "";
}

function greaterWords({ token, before, touchesBefore, after, line, how }: Place): string {
  if (token.text === ">>") return "shift right";
  // ends types that began in a line before
  if (!before && (!after || /^(?:[=(){},;|&[]|=>)$/.test(after.text))) return "";
  const endsTag =
    how.syntax.tags &&
    touchesBefore &&
    line.some(({ text }) => text === "<") &&
    after?.kind !== "number";
  if (endsTag) return before?.text === "/" ? "" : ",";
  return "is greater than";
}

function stepWords({ token }: Place, isPrefix: boolean): string {
  if (isPrefix) return token.text === "++" ? "increment" : "decrement";
  return token.text === "++" ? "plus plus" : "minus minus";
}

function questionWords({ after, touchesAfter, touchesBefore, inside }: Place): string {
  // Kotlin's `a ?: b`
  if (after?.text === ":" && touchesAfter && !touchesBefore) return "or else";
  if (touchesAfter && /^[:),]$/.test(after?.text ?? "")) return "optional";
  if (touchesBefore && !touchesAfter) return "question mark";
  if (touchesBefore && /^[.;)?>]$/.test(after?.text ?? "")) return "question mark";
  inside.questions++;
  return "then";
}

function colonWords({ token, before, inside, line }: Place): string {
  const asked = line[line.indexOf(token) - 2];
  if (before?.text === "?" && asked && endOf(asked) < before.start) return "";
  if (inside.questions === 0) return ",";
  inside.questions--;
  return "otherwise";
}
