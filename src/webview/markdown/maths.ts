import type { gfm } from "micromark-extension-gfm";

type Extension = ReturnType<typeof gfm>;
type Construct = Extract<
  NonNullable<NonNullable<Extension["text"]>[number]>,
  { readonly tokenize: unknown }
>;
type Tokenizer = Construct["tokenize"];
type State = ReturnType<Tokenizer>;

/** What is longer is no formula; without an end each dollar would have the whole paragraph read once more. */
const longest = 1000;
const dollar = 36;
const backslash = 92;
/** "\(" ends with "\)", "\[" with "\]". */
const closings = new Map([
  [40, 41],
  [91, 93],
]);
const isSpace = (code: number | null): boolean => code !== null && (code < 0 || code === 32);
const isDigit = (code: number | null): boolean => code !== null && code >= 48 && code <= 57;

/** TeX between dollars: one on each side, with nothing empty beside them, or two. Prices are none. */
const dollars: Tokenizer = function (effects, ok, nok) {
  let [size, closing, length] = [0, 0, 0];
  let before: number | null = null;
  const end: State = (code) => {
    if (code === dollar && closing < size) {
      effects.consume(code);
      closing++;
      return end;
    }
    if (closing < size || (size === 1 && (isSpace(before) || isDigit(code)))) {
      closing = 0;
      before = dollar;
      return inside(code);
    }
    effects.exit("data");
    return ok(code);
  };
  const inside: State = (code) => {
    if (code === null || ++length > longest) return nok(code);
    if (code === dollar) return end(code);
    before = code;
    return step(effects, code, inside);
  };
  const start: State = (code) => {
    if (code === dollar && size < 2) {
      effects.consume(code);
      size++;
      return start;
    }
    return size === 1 && isSpace(code) ? nok(code) : inside(code);
  };
  return (code) => {
    effects.enter("data");
    return start(code);
  };
};

/** TeX between "\(" and "\)", or "\[" and "\]". */
const brackets: Tokenizer = function (effects, ok, nok) {
  let closing: number | undefined;
  let length = 0;
  const inside: State = (code) => {
    if (code === null || ++length > longest) return nok(code);
    if (code !== backslash) return step(effects, code, inside);
    effects.consume(code);
    return escaped;
  };
  const escaped: State = (code) => {
    if (code !== closing) return code === null ? nok(code) : step(effects, code, inside);
    effects.consume(code);
    effects.exit("data");
    return ok;
  };
  const open: State = (code) => {
    closing = code === null ? undefined : closings.get(code);
    if (closing === undefined) return nok(code);
    effects.consume(code);
    return inside;
  };
  return (code) => {
    effects.enter("data");
    effects.consume(code);
    return open;
  };
};

/** One sign of the inside; a line end is a token of its own. */
function step(effects: Parameters<Tokenizer>[0], code: number, next: State): State {
  if (code >= -2) {
    effects.consume(code);
    return next;
  }
  effects.exit("data");
  effects.enter("lineEnding");
  effects.consume(code);
  effects.exit("lineEnding");
  return (following) => {
    effects.enter("data");
    return next(following);
  };
}

/** Mathematics stays as it was written: no backslash is an escape in it, and no star a stress. It is not drawn. */
export const maths: Extension = {
  text: { [dollar]: { tokenize: dollars }, [backslash]: { tokenize: brackets } },
};
