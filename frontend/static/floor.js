// Before anything else: in a browser that is older than the app can run in, one sentence stands instead of the app.
(function () {
  // What the app uses and some browser got late; a test compares this list with the built files.
  var needed = [
    "AbortSignal.timeout",
    "Array.prototype.at",
    "Array.prototype.findLast",
    "Array.prototype.flat",
    "Array.prototype.flatMap",
    "Array.prototype.toReversed",
    "BroadcastChannel",
    "HTMLDialogElement.prototype.showModal",
    "IntersectionObserver",
    "Intl.DisplayNames",
    "Intl.PluralRules",
    "Object.fromEntries",
    "Object.hasOwn",
    "ResizeObserver",
    "String.prototype.replaceAll",
    "SubmitEvent.prototype.submitter",
    "globalThis",
    "queueMicrotask",
    "structuredClone",
    // Syntax cannot be asked for under the content policy: Safari got all of it together with this.
    "Document.prototype.adoptedStyleSheets",
  ];
  // Where the address is not secure, no browser has these, however new it is.
  var neededWhereSecure = ["crypto.randomUUID", "navigator.locks"];
  var neededInStyles = ["(height: 1dvh)", "(container-type: size)", "(inset: 0)"];
  var sentences = {
    en: "This browser is too old for the headache diary, which needs Safari 16.4, Chrome 111 or Firefox 115, or newer; what was logged here stays on this device.",
    de: "Dieser Browser ist zu alt für das Kopfschmerztagebuch, das mindestens Safari 16.4, Chrome 111 oder Firefox 115 braucht; was hier eingetragen wurde, bleibt auf diesem Gerät.",
  };

  function has(path) {
    var part = window;
    try {
      path.split(".").forEach(function (name) {
        if (!(name in Object(part))) throw new RangeError(name);
        part = part[name];
      });
    } catch (fault) {
      return !(fault instanceof RangeError); // a getter that is asked without its object is there
    }
    return part !== undefined;
  }

  function styles(condition) {
    return !!window.CSS && !!CSS.supports && CSS.supports(condition);
  }

  function languageOf() {
    var kept = null;
    try {
      kept = localStorage.getItem("language");
    } catch (fault) {
      // Storage is switched off: the browser's language.
    }
    var asked = [kept].concat(navigator.languages || navigator.language || []);
    var known = asked.map(function (tag) { return String(tag).slice(0, 2); });
    return known.filter(function (tag) { return sentences[tag]; })[0] || "en";
  }

  function say() {
    var language = languageOf();
    var main = document.createElement("main");
    var sentence = document.createElement("p");
    sentence.textContent = sentences[language];
    main.style.cssText = "max-width: 40rem; margin: 0 auto; padding: 24px 16px";
    main.appendChild(sentence);
    document.documentElement.lang = language;
    document.documentElement.removeAttribute("data-waits");
    document.body.textContent = "";
    document.body.appendChild(main);
  }

  if (window.isSecureContext !== false) needed = needed.concat(neededWhereSecure);
  if (needed.every(has) && neededInStyles.every(styles)) return;
  document.documentElement.setAttribute("data-too-old", ""); // the app sees it and does not start
  document.addEventListener("DOMContentLoaded", say);
})();
