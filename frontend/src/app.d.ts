declare global {
  namespace App {}
  /** The version of this build. */
  const __DIARY_VERSION__: string;
}

export {};
