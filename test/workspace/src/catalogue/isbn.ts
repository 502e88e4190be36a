/** Checks the last digit of a book number. Takes ten or thirteen digits, with or without hyphens. */
export function isValidIsbn(text: string): boolean {
  const digits = text.replace(/[\s-]/g, "").toUpperCase();
  if (/^\d{9}[\dX]$/.test(digits)) return tenDigits(digits) % 11 === 0;
  if (/^\d{13}$/.test(digits)) return thirteenDigits(digits) % 10 === 0;
  return false;
}

const tenDigits = (digits: string): number =>
  [...digits].reduce((sum, digit, i) => sum + (10 - i) * (digit === "X" ? 10 : Number(digit)), 0);

const thirteenDigits = (digits: string): number =>
  [...digits].reduce((sum, digit, i) => sum + (i % 2 ? 3 : 1) * Number(digit), 0);
