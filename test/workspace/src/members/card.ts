import { randomInt } from "node:crypto";

/** Makes a new library card number: seven random digits and a check digit, so that a typing mistake is noticed. */
export function newCardNumber(): string {
  const digits = Array.from({ length: 7 }, () => randomInt(10));
  return [...digits, checkDigit(digits)].join("");
}

/** Luhn's algorithm: every second digit from the right counts twice. */
export function checkDigit(digits: readonly number[]): number {
  const sum = digits.reduceRight((total, digit, i) => {
    const doubled = (digits.length - i) % 2 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
