// Before the first paint: the theme and the language that were chosen on this phone.
(function () {
  var root = document.documentElement;
  var papers = { light: "#ece9e1", dark: "#0d1211", attack: "#000000" };
  var stored = function (key) {
    try {
      return localStorage.getItem(key);
    } catch (fault) {
      return null;
    }
  };
  var theme = stored("attack") === "on" ? "attack" : stored("theme");
  if (theme && papers[theme]) {
    root.dataset.theme = theme;
    document.querySelectorAll("meta[name=theme-color]").forEach(function (meta) {
      meta.content = papers[theme];
    });
  }
  // The prerendered words are English: in another language they wait, unseen, for their translation.
  var language = stored("language") || navigator.language || "en";
  if (language.slice(0, 2) !== "en") root.dataset.waits = "";
  addEventListener("error", function () {
    delete root.dataset.waits;
  });
  setTimeout(function () {
    delete root.dataset.waits;
  }, 3000);
})();
