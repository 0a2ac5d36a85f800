/**
 * What the pages need, and no more: no inline script, no inline style, no other host. `wasm-unsafe-eval` is for
 * the bar code reader, `data:` fonts for the icon font inside the style sheet, `blob:` for photos that were fetched
 * with the access token. The server sends the same words (`src/http/security.rs`); this is for `npm run preview`.
 */
export const contentSecurityPolicy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; " +
  "font-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
