/** The source of a regular expression, with or without the u flag, that matches a text as it stands. */
export const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
