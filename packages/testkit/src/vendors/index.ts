// Doubles of outside services: local servers with the vendors' own limits, errors and shapes.
export { startClaude, claudeDoubleLimits, type ClaudeScript } from './claude.ts'
export { startGoogle, googleDoubleLimits, type GoogleDouble, type GoogleScript } from './google.ts'
export { startOpenAi, type OpenAiScript } from './openai.ts'
export type { SeenPicture } from './picture.ts'
export type { PageScript, ScriptedLine, ScriptedPage, SeenRequest, Trouble, VendorDouble } from './vendor-server.ts'
