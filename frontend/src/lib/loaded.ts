/**
 * A module that is loaded when it is first needed, for all who wait for it in the order in which they came.
 *
 * Each `import()` by itself may wait for something else than the one before it: of two taps during the first load the
 * second would come first.
 */
export class Loaded<Module> {
  /** The module, once it is there; undefined before. */
  loaded: Module | undefined;
  #loading: Promise<Module> | undefined;
  readonly #import: () => Promise<Module>;

  constructor(load: () => Promise<Module>) {
    this.#import = load;
  }

  /** Wait for it. Throws what the import threw; asked again, it tries again. */
  load(): Promise<Module> {
    this.#loading ??= this.#import().then(
      (module) => (this.loaded = module),
      (fault: unknown) => {
        this.#loading = undefined;
        throw fault;
      },
    );
    return this.#loading;
  }
}
