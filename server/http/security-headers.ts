import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Teams, Outlook and Microsoft 365 show the tab and the pane in frames (learn.microsoft.com/microsoftteams/platform/tabs/how-to/tab-requirements). */
const FRAME_ANCESTORS = [
  "'self'",
  'https://teams.microsoft.com',
  'https://*.teams.microsoft.com',
  'https://*.cloud.microsoft',
  'https://*.microsoft365.com',
  'https://*.office.com',
  'https://outlook.office365.com',
  'https://outlook-sdf.office365.com',
  'https://outlook.live.com',
];

/** @param isSecure whether people reach the server by https: */
export function setSecurityHeaders(isSecure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'", 'https://res.cdn.office.net'],
        fontSrc: ["'self'", 'https://res-1.cdn.office.net'],
        formAction: ["'self'"],
        frameAncestors: FRAME_ANCESTORS,
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        // Outlook's pane needs Office.js, which Microsoft only serves itself.
        scriptSrc: ["'self'", 'https://appsforoffice.microsoft.com'],
        // Fluent UI writes its styles at run time.
        styleSrc: ["'self'", "'unsafe-inline'"],
      },
    },
    // Would contradict the frame ancestors; browsers that know those ignore it.
    frameguard: false,
    strictTransportSecurity: isSecure,
    // Sign-in windows have to find back to the frame that opened them.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
  });
}
