// Asks the server whether it is ready and says so in words.
const WORDS = {
  write: "the database takes entries",
  migrations: "its schema is that of this release",
  disk: "there is room on the disk",
};
const FAULTS = {
  write: "the database takes no entries",
  migrations: "the schema is not that of this release",
  disk: "the disk is almost full",
};

function inWords(checks) {
  const names = Object.keys(WORDS).filter((name) => name in checks);
  const faults = names.filter((name) => checks[name] !== "ok");
  if (faults.length) return `Not ready: ${faults.map((name) => FAULTS[name]).join(", ")}.`;
  return `Ready: ${names.map((name) => WORDS[name]).join(", ")}.`;
}

async function askWhetherReady() {
  const state = document.getElementById("state");
  try {
    const answer = await fetch("/readyz");
    state.textContent = inWords((await answer.json()).checks);
  } catch {
    state.textContent = "The server does not answer.";
  }
}

askWhetherReady();
