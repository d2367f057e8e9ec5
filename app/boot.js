import init from "/app.js";

// The app takes over from here. When it cannot even start, the page says so.
init({ module_or_path: "/app.wasm" }).catch((error) => {
  console.error(error);
  document.getElementById("splash")?.remove();
  document.getElementById("panic").hidden = false;
});
