/** What every answer says to the browser. */

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:", // pictures that are being sent are shown from the browser's own copy
  "media-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * What no page uses, and would ask people for; the microphone is for voice messages. For what is rendered here: a file can
 * ask for nothing.
 */
export const PERMISSIONS = "camera=(), microphone=(self), geolocation=(), display-capture=(), payment=(), usb=()";

/** On every answer, files included. */
export const SECURITY_HEADERS = {
  "content-security-policy": POLICY,
  "referrer-policy": "same-origin", // with no-referrer, plain forms would send "Origin: null"
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
};

/** What Elysia gives every answer that says nothing else. */
export const DEFAULT_HEADERS = {
  ...SECURITY_HEADERS,
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store", // after logging out on a shared computer, Back shows nothing
  vary: "HX-Request, Accept-Encoding",
};

/** On what was asked for over https, without which browsers complain about them: a year of https only, for this host alone. */
export const SECURE_HEADERS = {
  "strict-transport-security": "max-age=31536000",
  "cross-origin-opener-policy": "same-origin",
};
