// JupyterLab breaks long lines of printed text anywhere, and nobody can read a table of kubectl like that. Here each
// row stays on its line, and the table scrolls, whatever stands above it. Other text, and tables that end in messages, wrap between words.
(() => {
  const HEADER = /^(?!.* MESSAGE *$)[A-Z][A-Z()-]*( [A-Z()-]+)*( {2,}[A-Z][A-Z()-]*( [A-Z()-]+)*)+ *$/m;
  const PRINTED = ".jp-OutputArea-output pre";
  const STYLE = `
    ${PRINTED} { word-break: normal; overflow-wrap: anywhere; }
    ${PRINTED}.k8slab-table { white-space: pre; overflow-x: auto; }`;

  const mark = () => {
    for (const text of document.querySelectorAll(PRINTED)) {
      text.classList.toggle("k8slab-table", HEADER.test(text.textContent));
    }
  };

  const activate = () => {
    const style = document.createElement("style");
    style.textContent = STYLE;
    document.head.append(style);
    let waiting = 0;
    const soon = () => {
      waiting ||= requestAnimationFrame(() => {
        waiting = 0;
        mark();
      });
    };
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true, characterData: true });
    mark();
  };

  const plugin = { id: "k8slab-tables:plugin", autoStart: true, activate };
  const module = { __esModule: true, default: plugin };
  globalThis._JUPYTERLAB = globalThis._JUPYTERLAB || {};
  globalThis._JUPYTERLAB["k8slab-tables"] = { init: () => {}, get: () => Promise.resolve(() => module) };
})();
