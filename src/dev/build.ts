import { bundle } from "./bundle.ts";

await bundle({ minify: process.argv.includes("--minify") });
