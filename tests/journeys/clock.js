// Moves this page's calendar by so many milliseconds; its timers run as they do.
(shift) => {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...said) {
      if (said.length > 0) super(...said);
      else super(Real.now() + shift);
    }
    static now() {
      return Real.now() + shift;
    }
  };
};
