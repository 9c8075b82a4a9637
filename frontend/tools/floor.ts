// The oldest browsers that the app runs in: what is built for, what the built files are tried against, what the pages ask for.
export const FLOOR = { safari: '16.4', chrome: '111', firefox: '115' } as const;

/** For the bundler: syntax and style sheets are written down to these. */
export const target = ['safari16.4', 'ios16.4', 'chrome111', 'edge111', 'firefox115'];
