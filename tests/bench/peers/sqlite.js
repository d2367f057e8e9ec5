// SQLite in WebAssembly on the origin's private file system, which only a worker may reach.
const worker = new Worker('/worker.js', { type: 'module' });

const call = (method, argument) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage([method, argument]);
  });

window.fill = (count) => call('fill', count);
window.use = () => call('use');
