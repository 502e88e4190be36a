import { serve } from "../platform/channel.ts";
import { parentPort } from "../platform/process.ts";
import { openHost } from "./host.ts";

serve(openHost(), parentPort());
